// What nodes tell about themselves while they work: the raw material of traces, stories and fault
// hooks.
//
// A note is typed by its kind; the same few fields serve every kind, and the table in note.cpp
// names the ones that a kind uses. Nobody inside the cluster may react to a note. Checkers use them
// only as a hint of where to look; what they judge, they read from logs, znodes and client
// histories.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/error_code.h"
#include "core/record/batch.h"

namespace barnabas {

enum class NoteKind : std::uint8_t {
  // replicas
  Append,         // a batch reached a replica's log: from = base, to = last offset; a: 1 leader, 0
                  // follower
  HighWatermark,  // to: the new one; from: the old one
  FetchServed,   // leader served a follower: peer, from = fetch offset, to = end of what was served
  BecameLeader,  // epoch, to = log end offset, list = isr
  BecameFollower,   // epoch, peer = leader, to = log end offset
  Truncate,         // from = old log end, to = new log end
  IsrProposed,      // list, a = partition epoch
  IsrChanged,       // list, a = partition epoch: the committed one
  IsrRefused,       // error
  Recovered,        // log opened after an unclean stop: from = end before, to = end after
  Fenced,           // a request from the past was refused: peer, error
  SegmentRolled,    // to = base offset of the new segment
  SegmentsDeleted,  // a = how many, to = new log start
  LogStartMoved,    // from, to
  LogFailed,        // the device refused a write: the log is offline
  // controller and coordination
  ControllerElected,   // a = controller epoch
  ControllerResigned,  // a = controller epoch
  Elected,             // peer = new leader (-1: none), epoch, list = isr, a: 1 unclean; text: why
  TopicCreated,
  TopicDeleted,
  ReassignmentStarted,
  ReassignmentDone,
  BrokerUp,
  BrokerDown,      // as the controller sees it: peer
  SessionOpened,   // a = session id
  SessionExpired,  // a = session id, as ZooKeeper decided: text = owner
  SessionLost,     // the client learnt that its session had expired
  Registered,      // a broker registered: a = broker epoch
  // clients
  Send,       // the application handed over records: list = ids
  Dispatch,   // a batch left for a broker: peer, from = first id of list, list = ids, a = attempt
  Acked,      // list = ids, from = base offset; a = acks of the request (-1, 0, 1)
  Failed,     // list = ids, error; a: 1 when the outcome is unknown
  Retry,      // list = ids, error
  Delivered,  // batches reached the application: from, to = next position, peer = broker, a = hw
              // told
  PositionReset,  // from, to: auto.offset.reset, or the end of what a truncation left
  ReadFailed,  // the application was told that its position is no place to read: from; to = where
               // its log and the leader's part, if known; error, text = the exception
  AdminDone,   // error, text
  Described,   // text: one line of what an administrator asked to be told
  // the world itself
  Started,
  Killed,
  PowerLost,
  Paused,
  Resumed,
  Halted,
  Stopped,
  FaultFired,  // text = fault id
  FaultEnded,
  Probe,     // text = the probe's name
  NoEffect,  // an action of a fault changed nothing: a = its place in `do`, text = fault id: why
  Count,
};

struct Note {
  NoteKind kind = NoteKind::Probe;
  TopicPartition tp{};
  NodeId peer{-1};
  LeaderEpoch epoch{-1};
  Offset from{-1};
  Offset to{-1};
  std::int64_t a = 0;
  ErrorCode error = ErrorCode::None;
  std::vector<std::int32_t> list{};
  std::vector<record::Batch> batches{};
  std::string text{};
  friend bool operator==(const Note&, const Note&) = default;
};

// How a kind is called in traces and hooks ("append"), and which fields it uses under which names.
struct NoteFacts {
  NoteKind kind;
  std::string_view name;
  std::string_view from, to, a, peer, list;  // empty: not used by this kind
  bool has_partition = false;
  bool is_of_whole_topic = false;  // the number of the partition is -1
};

const NoteFacts& facts_of(NoteKind kind);
const NoteFacts* find_note(std::string_view name);

}  // namespace barnabas
