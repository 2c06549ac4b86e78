// Banned words: each with the places where it is banned, why, and what to use instead.
//
// A line of bans.txt is `token | scope | why: use`. Tokens are plain text of code (comments and the
// insides of literals do not count); an end of the token that could be part of a longer name only
// matches at the end of a name, unless a `*` stands there. `raw:token` is sought in the whole text,
// comments and literals too, as plain text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/offence.h"
#include "tests/tidy/source.h"

namespace barnabas::tidy {

struct Ban {
  std::string token;
  bool raw = false;
  bool open_begin = false;  // The token may be the end of a longer name.
  bool open_end = false;    // The token may be the beginning of a longer name.
  std::vector<std::string> scope;
  std::string why;
};

std::vector<Ban> parse_bans(std::string_view text, const std::string& file, Offences& offences);

// Does the line contain the token, as the ban understands it?
bool has_token(const std::string& line, const Ban& ban);

void check_bans(const Source& source, const std::vector<Ban>& bans, Offences& offences);

// Maps and sets ordered by addresses: `std::map<Node*, ...>`, `std::set<const Node*>`.
void check_pointer_keys(const Source& source, Offences& offences);

}  // namespace barnabas::tidy
