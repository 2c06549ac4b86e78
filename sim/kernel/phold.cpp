#include "sim/kernel/phold.h"

#include "core/base/check.h"
#include "core/base/hash.h"
#include "sim/kernel/event_queue_loop.h"

namespace barnabas::sim {
namespace {

constexpr std::int64_t kDelayMinNs = 100'000;
constexpr std::int64_t kDelayMeanNs = 1'000'000;

}  // namespace

Phold::Phold(const PholdOptions& options)
    : processes_(options.processes), prng_(stream(options.seed, "phold")) {
  BARNABAS_CHECK(options.processes > 0);
  BARNABAS_CHECK(std::uint64_t{options.processes} * options.population <= kPendingMax);
  for (std::uint32_t process = 0; process < options.processes; ++process) {
    for (std::uint32_t token = 0; token < options.population; ++token) {
      PholdEvent event;
      event.process = process;
      event.cause = queue_.next_sequence();
      queue_.push(Instant{} + delay(), event);
    }
  }
}

Duration Phold::delay() { return Duration{kDelayMinNs + prng_.exponential(kDelayMeanNs)}; }

std::uint64_t Phold::run(std::uint64_t events) { return run_events(queue_, *this, events); }

void Phold::perform(const Queue::Popped& event) {
  now_ = event.at;
  switch (event.payload.kind) {
    case PholdKind::Token:
      on_token(event);
      break;
    case PholdKind::Stop:
      stopped_ = true;
      break;
  }
}

void Phold::on_token(const Queue::Popped& event) {
  Process& process = processes_[event.payload.process];
  ++process.visits;
  process.last_at = event.at.ns;
  process.last_cause = event.payload.cause;
  process.digest = process.digest * 0x9e3779b97f4a7c15u + event.sequence;
  PholdEvent next = event.payload;
  next.process = static_cast<std::uint32_t>(prng_.below(processes_.size()));
  next.cause = event.sequence;
  next.load[event.sequence % 4] += process.visits;
  const Instant at = event.at + delay();
  queue_.push(at, next);
}

std::uint64_t Phold::fingerprint() const {
  Hasher hasher;
  for (const Process& process : processes_) {
    hasher.fold(process.visits);
    hasher.fold(static_cast<std::uint64_t>(process.last_at));
    hasher.fold(process.last_cause);
    hasher.fold(process.digest);
  }
  // A sum, so that the order of the cells, which is the queue's own affair, is no part of the
  // result.
  std::uint64_t pending = 0;
  queue_.for_each([&pending](Queue::Key key, const PholdEvent& event) {
    Hasher each;
    each.fold(static_cast<std::uint64_t>(key.at.ns));
    each.fold(key.sequence);
    each.fold(event.process);
    each.fold(event.cause);
    for (const std::uint64_t word : event.load) each.fold(word);
    pending += each.digest();
  });
  hasher.fold(pending);
  hasher.fold(prng_.key);
  hasher.fold(prng_.counter);
  hasher.fold(static_cast<std::uint64_t>(now_.ns));
  return hasher.digest();
}

}  // namespace barnabas::sim
