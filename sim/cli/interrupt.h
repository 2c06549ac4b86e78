// Ctrl-C while a scenario runs: asked for, never delivered, so that a run always stops between two
// events.
#pragma once

#include <signal.h>

namespace barnabas::sim {

// Holds SIGINT and SIGTERM back as long as it lives; afterwards they act as before.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  bool interrupted();  // once true, always true

 private:
  sigset_t watched_;
  sigset_t before_;
  bool interrupted_ = false;
};

}  // namespace barnabas::sim
