#include "tests/tidy/bans.h"

#include "tests/tidy/text.h"

namespace barnabas::tidy {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Ban parse_ban(const std::vector<std::string>& parts) {
  Ban ban;
  std::string token = trim(parts[0]);
  ban.scope = split_words(parts[1]);
  ban.why = trim(parts[2]);
  if (starts_with(token, "raw:")) {
    ban.raw = true;
    token.erase(0, 4);
  }
  if (!ban.raw && token.front() == '*') {
    ban.open_begin = true;
    token.erase(0, 1);
  }
  if (!ban.raw && token.back() == '*') {
    ban.open_end = true;
    token.pop_back();
  }
  ban.token = token;
  return ban;
}

// Does the first template argument, which begins at `begin`, end in a '*'?
bool first_argument_is_pointer(const std::string& code, std::size_t begin) {
  int depth = 0;
  char last = ' ';
  for (std::size_t i = begin; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '<' || c == '(') ++depth;
    if (depth == 0 && (c == ',' || c == '>')) return last == '*';
    if (c == '>' || c == ')') --depth;
    if (c != ' ') last = c;
  }
  return false;
}

}  // namespace

std::vector<Ban> parse_bans(std::string_view text, const std::string& file, Offences& offences) {
  std::vector<Ban> bans;
  for (const DataLine& line : read_data(text)) {
    const std::vector<std::string> parts = split(line.text, '|');
    if (parts.size() != 3 || trim(parts[0]).empty() || trim(parts[2]).empty()) {
      offences.push_back({file, line.number, "expected `token | scope | why: use`"});
      continue;
    }
    bans.push_back(parse_ban(parts));
  }
  return bans;
}

bool has_token(const std::string& line, const Ban& ban) {
  const std::string& token = ban.token;
  std::size_t at = line.find(token);
  for (; at != std::string::npos; at = line.find(token, at + 1)) {
    if (ban.raw) return true;
    const std::size_t end = at + token.size();
    const bool begin_fits =
        ban.open_begin || !is_word(token.front()) || at == 0 || !is_word(line[at - 1]);
    const bool end_fits =
        ban.open_end || !is_word(token.back()) || end == line.size() || !is_word(line[end]);
    if (begin_fits && end_fits) return true;
  }
  return false;
}

void check_bans(const Source& source, const std::vector<Ban>& bans, Offences& offences) {
  for (const Ban& ban : bans) {
    if (!in_scope(source.path, ban.scope)) continue;
    const std::vector<std::string>& lines = ban.raw ? source.raw : source.code;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!has_token(lines[i], ban)) continue;
      offences.push_back({source.path, i + 1, "banned: " + ban.token + ": " + ban.why});
    }
  }
}

void check_pointer_keys(const Source& source, Offences& offences) {
  static const std::vector<std::string> kScope = {"core", "sim", "viz/model"};
  if (!in_scope(source.path, kScope)) return;
  for (std::size_t i = 0; i < source.code.size(); ++i) {
    const std::string& line = source.code[i];
    for (const std::string container : {"map<", "set<"}) {
      std::size_t at = line.find(container);
      for (; at != std::string::npos; at = line.find(container, at + 1)) {
        if (!first_argument_is_pointer(line, at + container.size())) continue;
        offences.push_back({source.path, i + 1,
                            "banned: a container ordered by pointers: addresses differ from run "
                            "to run: use an id as the key"});
      }
    }
  }
}

}  // namespace barnabas::tidy
