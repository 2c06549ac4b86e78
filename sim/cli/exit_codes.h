// What the command's exit code says.
#pragma once

namespace barnabas::sim {

enum ExitCode : int {
  kExitOk = 0,          // everything as expected
  kExitUnexpected = 1,  // an expectation or an invariant is broken
  kExitUsage = 2,       // wrong flags, wrong scenario, a file that cannot be read or written
  kExitNotAlive = 3,    // not alive at the end, or the event budget is spent
  kExitInternal = 70,   // an internal check failed
  kExitInterrupted = 130,
};

// The one to end with when several things happened: the gravest.
int worst_exit(int a, int b);

}  // namespace barnabas::sim
