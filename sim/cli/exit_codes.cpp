#include "sim/cli/exit_codes.h"

namespace barnabas::sim {
namespace {

int gravity(int code) {
  switch (code) {
    case kExitOk:
      return 0;
    case kExitNotAlive:
      return 1;
    case kExitUnexpected:
      return 2;
    case kExitUsage:
      return 3;
    case kExitInterrupted:
      return 4;
    default:
      return 5;
  }
}

}  // namespace

int worst_exit(int a, int b) { return gravity(a) >= gravity(b) ? a : b; }

}  // namespace barnabas::sim
