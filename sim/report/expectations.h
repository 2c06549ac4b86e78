// Whether a run came out as its scenario says: every difference as one sentence.
#pragma once

#include <string>
#include <vector>

#include "sim/report/hook_watch.h"
#include "sim/report/run_report.h"
#include "sim/scenario/scenario.h"

namespace barnabas::sim {

struct ExpectationResult {
  std::vector<std::string> reasons;    // broken expectations, liveness aside
  std::vector<std::string> not_alive;  // why the end is not alive, where it should be
};

// Marks the report's violations as expected, as permitted by the configuration, or as neither, and
// compares everything else.
//
// Expected is what the scenario names in "violates". What it does not mention, and the guarantee
// matrix permits under its configuration, is a finding. Anything else is a broken expectation.
// `hooks` has the progress of the faults' hooks (an entry per fault with a hook, in their order)
// and then of the expected notes.
ExpectationResult compare_with_expectations(const Scenario& scenario, RunReport& report,
                                            const std::vector<HookProgress>& hooks);

}  // namespace barnabas::sim
