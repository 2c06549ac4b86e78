#include "sim/scenario/problem.h"

#include "core/base/printable.h"

namespace barnabas::sim {

std::string to_text(const Problem& problem) {
  std::string text = std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": ";
  if (problem.severity == Problem::Severity::Note) text += "note: ";
  text += (problem.path.empty() ? "/" : problem.path) + ": " + problem.what;
  if (!problem.expected.empty()) text += "; expected " + problem.expected;
  if (!problem.variant.empty()) text += " (in variant " + problem.variant + ")";
  if (!problem.meant.empty()) text += "; did you mean '" + problem.meant + "'?";
  return printable(text);  // what was found may be any bytes
}

}  // namespace barnabas::sim
