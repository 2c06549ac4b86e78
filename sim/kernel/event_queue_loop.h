// The simulator's innermost loop: take the least event, perform it, again.
//
// Every run goes through here, the benchmark's too, so that what is measured is what is used.
#pragma once

#include <cstdint>

#include "sim/kernel/event_queue.h"

namespace barnabas::sim {

// Performs up to `budget` events by host.perform(popped), which may push, cancel and take; returns
// how many ran. It ends early when the queue is empty or host.stopped() says so.
template <class Payload, class Host>
std::uint64_t run_events(EventQueue<Payload>& queue, Host& host, std::uint64_t budget) {
  std::uint64_t ran = 0;
  while (ran < budget && !queue.empty() && !host.stopped()) {
    host.perform(queue.pop());
    ++ran;
  }
  return ran;
}

}  // namespace barnabas::sim
