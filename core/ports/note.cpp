#include "core/ports/note.h"

#include <iterator>

namespace barnabas {
namespace {

using K = NoteKind;
//   kind, name, from, to, a, peer, list, has a partition, is of a whole topic
constexpr NoteFacts kFacts[] = {
    NoteFacts{K::Append, "append", "offset", "last_offset", "as_leader", "", "", true},
    NoteFacts{K::HighWatermark, "high-watermark", "old", "offset", "", "", "", true},
    NoteFacts{K::FetchServed, "fetch-served", "offset", "end", "", "follower", "", true},
    NoteFacts{K::BecameLeader, "became-leader", "", "log_end", "", "", "isr", true},
    NoteFacts{K::BecameFollower, "became-follower", "", "log_end", "", "leader", "", true},
    NoteFacts{K::Truncate, "truncate", "from", "to", "", "", "", true},
    NoteFacts{K::IsrProposed, "isr-proposed", "", "", "partition_epoch", "", "isr", true},
    NoteFacts{K::IsrChanged, "isr-changed", "", "", "partition_epoch", "", "isr", true},
    NoteFacts{K::IsrRefused, "isr-refused", "", "", "partition_epoch", "", "isr", true},
    NoteFacts{K::Recovered, "recovered", "from", "to", "bytes_cut", "", "", true},
    NoteFacts{K::Fenced, "fenced", "", "", "seen", "peer", "", true},
    NoteFacts{K::SegmentRolled, "segment-rolled", "", "offset", "", "", "", true},
    NoteFacts{K::SegmentsDeleted, "segments-deleted", "", "log_start", "count", "", "", true},
    NoteFacts{K::LogStartMoved, "log-start-moved", "from", "to", "", "", "", true},
    NoteFacts{K::LogFailed, "log-failed", "", "", "", "", "", true},
    NoteFacts{K::ControllerElected, "controller-elected", "", "", "controller_epoch", "", "",
              false},
    NoteFacts{K::ControllerResigned, "controller-resigned", "", "", "controller_epoch", "", "",
              false},
    NoteFacts{K::Elected, "elected", "", "", "unclean", "leader", "isr", true},
    NoteFacts{K::TopicCreated, "topic-created", "", "", "partitions", "", "", true, true},
    NoteFacts{K::TopicDeleted, "topic-deleted", "", "", "", "", "", true, true},
    NoteFacts{K::ReassignmentStarted, "reassignment-started", "", "", "", "", "replicas", true},
    NoteFacts{K::ReassignmentDone, "reassignment-done", "", "", "", "", "replicas", true},
    NoteFacts{K::BrokerUp, "broker-up", "", "", "broker_epoch", "broker", "", false},
    NoteFacts{K::BrokerDown, "broker-down", "", "", "", "broker", "", false},
    NoteFacts{K::SessionOpened, "session-opened", "", "", "session", "", "", false},
    NoteFacts{K::SessionExpired, "session-expired", "", "", "session", "owner", "", false},
    NoteFacts{K::SessionLost, "session-lost", "", "", "session", "", "", false},
    NoteFacts{K::Registered, "registered", "", "", "broker_epoch", "", "", false},
    NoteFacts{K::Send, "send", "", "", "", "", "records", true},
    NoteFacts{K::Dispatch, "dispatch", "", "", "attempt", "broker", "records", true},
    NoteFacts{K::Acked, "acked", "offset", "", "acks", "broker", "records", true},
    NoteFacts{K::Failed, "failed", "", "", "unknown", "broker", "records", true},
    NoteFacts{K::Retry, "retry", "", "", "", "broker", "records", true},
    NoteFacts{K::Delivered, "delivered", "offset", "next", "high_watermark", "broker", "", true},
    NoteFacts{K::PositionReset, "position-reset", "from", "to", "", "", "", true},
    NoteFacts{K::ReadFailed, "read-failed", "offset", "diverges_at", "", "", "", true},
    NoteFacts{K::AdminDone, "admin-done", "", "", "operation", "", "", false},
    NoteFacts{K::Described, "described", "", "", "operation", "", "", false},
    NoteFacts{K::Started, "started", "", "", "incarnation", "", "", false},
    NoteFacts{K::Killed, "killed", "", "", "", "", "", false},
    NoteFacts{K::PowerLost, "power-lost", "", "", "bytes_lost", "", "", false},
    NoteFacts{K::Paused, "paused", "", "", "", "", "", false},
    NoteFacts{K::Resumed, "resumed", "", "", "", "", "", false},
    NoteFacts{K::Halted, "halted", "", "", "", "", "", false},
    NoteFacts{K::Stopped, "stopped", "", "", "", "", "", false},
    NoteFacts{K::FaultFired, "fault-fired", "", "", "", "", "", false},
    NoteFacts{K::FaultEnded, "fault-ended", "", "", "", "", "", false},
    NoteFacts{K::Probe, "probe", "", "", "", "", "", false},
    NoteFacts{K::NoEffect, "no-effect", "", "", "action", "", "", false},
};
static_assert(std::size(kFacts) == static_cast<std::size_t>(NoteKind::Count));

constexpr bool is_in_enum_order() {
  for (std::size_t i = 0; i < std::size(kFacts); ++i) {
    if (kFacts[i].kind != static_cast<NoteKind>(i)) return false;
  }
  return true;
}
static_assert(is_in_enum_order());

}  // namespace

const NoteFacts& facts_of(NoteKind kind) { return kFacts[static_cast<std::size_t>(kind)]; }

const NoteFacts* find_note(std::string_view name) {
  for (const NoteFacts& facts : kFacts) {
    if (facts.name == name) return &facts;
  }
  return nullptr;
}

}  // namespace barnabas
