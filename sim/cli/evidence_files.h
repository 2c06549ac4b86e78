// The files that a run leaves behind besides its report: where they go, and that none is written
// over another.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "sim/cli/engine.h"
#include "sim/cli/output.h"

namespace barnabas::sim {

// As the command line names them; empty: not wanted.
struct EvidencePaths {
  std::string trace;  // JSON lines, of all runs together
  std::string svg;    // one per run, as the others below
  std::string chart;
  std::string chrome_trace;
  bool any() const { return !(trace + svg + chart + chrome_trace).empty(); }
};

// Two of them are the same file, or one is a scenario that is read: said before anything runs.
Result<void> check_evidence_paths(const EvidencePaths& paths,
                                  const std::vector<std::string>& scenario_files);

// "story.svg" and "acks-1" → "story-acks-1.svg"; without a label the path as it is, and a
// device always.
std::string path_with_label(const std::string& path, const std::string& label);

// The files of one run: opened before it, so that what cannot be written is said at once.
class RunFiles {
 public:
  RunFiles(const EvidencePaths& paths, const std::string& label);
  // Opens what is wanted and tells the request so. The request is used while this lives.
  Result<void> open(RunRequest& request);
  Result<void> keep(const RunOutcome& outcome);

 private:
  struct File {
    std::string path;
    OutputFile out;
  };
  File svg_;
  File chart_;
  File chrome_trace_;
};

}  // namespace barnabas::sim
