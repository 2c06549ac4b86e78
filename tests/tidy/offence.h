// What a check of the house found, with the place it found it at.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace barnabas::tidy {

struct Offence {
  std::string file;
  std::size_t line = 0;  // Counted from 1; 0 speaks of the whole file.
  std::string text;

  friend bool operator==(const Offence&, const Offence&) = default;
};

using Offences = std::vector<Offence>;

inline std::string to_text(const Offence& offence) {
  const std::string line = offence.line == 0 ? "" : std::to_string(offence.line) + ":";
  return offence.file + ":" + line + " " + offence.text;
}

}  // namespace barnabas::tidy
