// Runs a world for a while: the loop that every command, test and benchmark uses.
#pragma once

#include <cstdint>

#include "sim/kernel/event_queue_loop.h"
#include "sim/world/world.h"

namespace barnabas::sim {

// Performs events up to and including `end`, at most `budget` of them. Returns how many ran.
inline std::uint64_t run_until(World& world, Instant end, std::uint64_t budget,
                               const Observers& observers) {
  struct Host {
    World& world;
    Instant end;
    const Observers& observers;
    bool stopped() { return world.queue.peek().at > end; }
    void perform(EventQueue<Happening>::Popped popped) {
      sim::perform(world, std::move(popped), observers);
    }
  };
  Host host{world, end, observers};
  return run_events(world.queue, host, budget);
}

}  // namespace barnabas::sim
