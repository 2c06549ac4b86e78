// One hunt for a mutant in a process of its own: a sabotaged core may fail an internal check, and
// that ends the process it happens in.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "sim/explore/mutants.h"

namespace barnabas::sim {

struct HuntOutcome {
  std::int64_t tried = 0;  // seeds, the last of them that of the kill
  std::optional<Kill> kill;
};

class HuntingProcess {
 public:
  // Starts at once: at most `seeds` seeds, from the ground's own on.
  static Result<HuntingProcess> start(Sabotage sabotage, const Scenario& ground,
                                      std::int64_t seeds);
  HuntOutcome wait();  // REQUIRES: not waited for before

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
};

}  // namespace barnabas::sim
