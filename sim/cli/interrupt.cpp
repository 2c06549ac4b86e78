#include "sim/cli/interrupt.h"

#include <time.h>

namespace barnabas::sim {

InterruptWatch::InterruptWatch() {
  sigemptyset(&watched_);
  sigaddset(&watched_, SIGINT);
  sigaddset(&watched_, SIGTERM);
  sigemptyset(&before_);
  ::sigprocmask(SIG_BLOCK, &watched_, &before_);
}

InterruptWatch::~InterruptWatch() {
  interrupted();  // takes what is pending: the caller has been told, or is at its end
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool InterruptWatch::interrupted() {
  const timespec no_time{};
  if (::sigtimedwait(&watched_, nullptr, &no_time) > 0) interrupted_ = true;
  return interrupted_;
}

}  // namespace barnabas::sim
