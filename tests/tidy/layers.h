// Who may include whom: folders by layers.txt, system and third-party headers by headers.txt.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/offence.h"
#include "tests/tidy/source.h"

namespace barnabas::tidy {

// The include edges between folders of the repository, closed over transitively.
class Layers {
 public:
  // Mistakes in the data (an unknown folder, a cycle) are offences in `file`.
  static Layers parse(std::string_view text, const std::string& file, Offences& offences);

  // The layer that a path belongs to: the longest folder that holds it. Empty when none does.
  std::string layer_of(std::string_view path) const;

  // REQUIRES: both are layers.
  bool may_include(const std::string& from, const std::string& to) const;

 private:
  void close_transitively(const std::string& file, Offences& offences);

  std::map<std::string, std::set<std::string>> known_;
};

// Where each <header> may be included. A header that no line names has no home.
class HeaderHomes {
 public:
  static HeaderHomes parse(std::string_view text, const std::string& file, Offences& offences);

  // Empty when the file may include the header, else what is wrong.
  std::string objection(std::string_view path, std::string_view header) const;

 private:
  struct Home {
    std::string pattern;
    std::vector<std::string> scope;
    std::string why;
  };
  std::vector<Home> homes_;
};

// Every include of the source that the two forbid.
void check_includes(const Source& source, const Layers& layers, const HeaderHomes& homes,
                    Offences& offences);

}  // namespace barnabas::tidy
