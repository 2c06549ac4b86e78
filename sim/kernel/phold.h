// PHOLD, the standard benchmark of event kernels, as a world on the simulator's own queue and loop.
//
// Law: N processes with M tokens each. At the start, process by process and token by token, an
// event is scheduled at delay(). An event at t on process p touches p's 64-byte state, draws a
// destination uniformly and schedules one event there at t + delay(). delay() = 100,000 ns +
// exponential with mean 1,000,000 ns. One random stream, drawn in the order of events; events are
// ordered by (time, sequence). (Fujimoto: "Performance of Time Warp under synthetic workloads",
// 1990.)
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/prng.h"
#include "core/base/time.h"
#include "sim/kernel/event_queue.h"

namespace barnabas::sim {

struct PholdOptions {
  std::uint32_t processes = 1024;
  std::uint32_t population = 16;  // tokens per process
  std::uint64_t seed = 1;
};

enum class PholdKind : std::uint8_t { Token, Stop };

// As large as an event of the cluster, and as plain.
struct PholdEvent {
  PholdKind kind = PholdKind::Token;
  std::uint32_t process = 0;
  std::uint64_t cause = 0;  // the sequence of the event that scheduled this one
  std::uint64_t load[4] = {};
};
static_assert(sizeof(PholdEvent) == 48);

class Phold {
 public:
  using Queue = EventQueue<PholdEvent>;

  // REQUIRES: processes > 0 and processes * population <= kPendingMax.
  explicit Phold(const PholdOptions& options);

  // Runs `events` events, or fewer if nothing is pending any more; returns how many ran.
  std::uint64_t run(std::uint64_t events);

  // The host's side of run_events.
  void perform(const Queue::Popped& event);
  bool stopped() const { return stopped_; }

  const Queue& queue() const { return queue_; }
  Instant now() const { return now_; }
  // Of all states, pending events and the random stream: equal runs have equal ones, whatever the
  // machine.
  std::uint64_t fingerprint() const;

 private:
  struct alignas(64) Process {
    std::uint64_t visits = 0;
    std::int64_t last_at = 0;
    std::uint64_t last_cause = 0;
    std::uint64_t digest = 0;
    std::uint64_t rest[4] = {};
  };
  static_assert(sizeof(Process) == 64);

  Duration delay();
  void on_token(const Queue::Popped& event);

  Queue queue_;
  std::vector<Process> processes_;
  Prng prng_;
  Instant now_;
  bool stopped_ = false;
};

}  // namespace barnabas::sim
