// What a node is lent for one step: the time, its files, and where its effects go. Never stored.
#pragma once

#include <utility>
#include <vector>

#include "core/base/time.h"
#include "core/ports/compressor.h"
#include "core/ports/effect.h"
#include "core/ports/event.h"
#include "core/ports/file_system.h"

namespace barnabas {

struct Context {
  Instant now;    // monotonic, constant during the step
  WallTime wall;  // the node's wall clock, may be skewed
  FileSystem& files;
  std::vector<Effect>& effects;
  // Null: this host has none, and whoever needs it refuses with UNSUPPORTED_COMPRESSION_TYPE.
  const Compressor* compressor = nullptr;

  void listen() { effects.emplace_back(effect::Listen{}); }
  void connect(ConnectionId connection, Endpoint to) {
    effects.emplace_back(effect::Connect{connection, std::move(to)});
  }
  void request(ConnectionId connection, CorrelationId correlation, std::int16_t version,
               protocol::RequestRef body) {
    effects.emplace_back(effect::Request{connection, correlation, version, std::move(body)});
  }
  void reply(ConnectionId connection, CorrelationId correlation, protocol::ResponseRef body) {
    effects.emplace_back(effect::Reply{connection, correlation, std::move(body)});
  }
  void close(ConnectionId connection) { effects.emplace_back(effect::Close{connection}); }
  void set_timer(TimerId timer, Duration after) {
    effects.emplace_back(effect::SetTimer{timer, after});
  }
  void cancel_timer(TimerId timer) { effects.emplace_back(effect::CancelTimer{timer}); }
  void flush(std::int64_t operation, std::vector<FileId> files_to_flush) {
    effects.emplace_back(effect::Flush{operation, std::move(files_to_flush)});
  }
  void exit(bool orderly, std::string why) {
    effects.emplace_back(effect::Exit{orderly, std::move(why)});
  }
  void note(Note note) { effects.emplace_back(std::move(note)); }
  // Marks that a rare path was taken; scenarios can demand that a probe is hit.
  void probe(const char* name) {
    Note note;
    note.text = name;
    effects.emplace_back(std::move(note));
  }
};

}  // namespace barnabas
