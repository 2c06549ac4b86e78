#include "tests/tidy/house.h"

#include <utility>

#include "tests/tidy/text.h"

namespace barnabas::tidy {

namespace {

// A budget may be this much above the file before it has to be lowered.
constexpr std::size_t kSlack = 25;

std::size_t to_number(const std::string& text) {
  std::size_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

std::string times(std::size_t count, const char* unit) { return std::to_string(count) + unit; }

bool is_fence(const std::string& line) { return starts_with(trim(line), "```"); }

// The folders at the start of a line, as in `net/  disk/   links and devices`.
std::vector<std::string> leading_folders(const std::string& line) {
  std::vector<std::string> folders;
  for (const std::string& word : split_words(line)) {
    if (word.size() < 2 || word.back() != '/') break;
    folders.push_back(word.substr(0, word.size() - 1));
  }
  return folders;
}

// Reads the block of rooms; the second set holds those announced as not yet there.
std::pair<std::set<std::string>, std::set<std::string>> listed_rooms(std::string_view text) {
  std::set<std::string> listed;
  std::set<std::string> later;
  std::string house;
  bool fenced = false;
  bool found = false;
  for (const std::string& line : split_lines(text)) {
    if (is_fence(line)) {
      if (fenced && found) break;
      fenced = !fenced;
      continue;
    }
    if (!fenced) continue;
    const std::vector<std::string> folders = leading_folders(line);
    if (starts_with(line, "core/")) found = true;
    if (!found || folders.empty()) continue;
    if (line.front() != ' ') {
      house = folders.front();
    } else if (starts_with(line, "  ") && line[2] != ' ') {
      std::set<std::string>& into = line.find("not yet") == std::string::npos ? listed : later;
      for (const std::string& folder : folders) into.insert(house + "/" + folder);
    }
  }
  return {listed, later};
}

}  // namespace

Budgets parse_budgets(std::string_view text, const std::string& file, Offences& offences) {
  Budgets budgets;
  for (const DataLine& line : read_data(text)) {
    const std::vector<std::string> words = split_words(line.text);
    const bool lines = words.size() >= 4 && words[1] == "lines";
    const bool bytes = words.size() >= 4 && words[1] == "bytes";
    const std::size_t limit = lines || bytes ? to_number(words[2]) : 0;
    if (limit == 0) {
      offences.push_back({file, line.number, "expected `file lines|bytes N reason`"});
      continue;
    }
    Budget& budget = budgets[words[0]];
    budget.line = line.number;
    (lines ? budget.lines_max : budget.bytes_max) = limit;
  }
  return budgets;
}

void check_size(const std::string& path, std::size_t lines, std::size_t bytes,
                const Budgets& budgets, Offences& offences) {
  const auto found = budgets.find(path);
  const Budget budget = found == budgets.end() ? Budget{} : found->second;
  const std::size_t lines_max = budget.lines_max == 0 ? kLinesMax : budget.lines_max;
  const std::size_t bytes_max = budget.bytes_max == 0 ? kBytesMax : budget.bytes_max;
  if (lines > lines_max) {
    offences.push_back({path, 0,
                        "budget: " + times(lines, " lines, at most ") + std::to_string(lines_max) +
                            ": split it by subject"});
  }
  if (bytes > bytes_max) {
    offences.push_back(
        {path, 0, "budget: " + times(bytes, " bytes, at most ") + std::to_string(bytes_max)});
  }
}

void check_budgets_needed(const std::map<std::string, std::size_t>& lines_of,
                          const std::map<std::string, std::size_t>& bytes_of,
                          const Budgets& budgets, const std::string& file, Offences& offences) {
  const auto judge = [&](const std::string& path, const Budget& budget, std::size_t is,
                         std::size_t limit, std::size_t usual) {
    if (limit == 0) return;
    if (is <= usual) {
      offences.push_back({file, budget.line, "budget: " + path + " needs none any more"});
    } else if (is + kSlack < limit && usual == kLinesMax) {
      offences.push_back(
          {file, budget.line, "budget: " + path + " shrank: lower it to " + std::to_string(is)});
    }
  };
  const auto look_up = [](const std::map<std::string, std::size_t>& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
  };
  for (const auto& entry : budgets) {
    judge(entry.first, entry.second, look_up(lines_of, entry.first), entry.second.lines_max,
          kLinesMax);
    judge(entry.first, entry.second, look_up(bytes_of, entry.first), entry.second.bytes_max,
          kBytesMax);
  }
}

void check_spaces(const std::string& path, std::string_view text, Offences& offences) {
  std::size_t number = 0;
  for (const std::string& line : split_lines(text)) {
    ++number;
    if (line.find('\t') != std::string::npos) offences.push_back({path, number, "spaces: a tab"});
    if (line.empty()) continue;
    if (line.back() == '\r') offences.push_back({path, number, "spaces: a carriage return"});
    if (line.back() == ' ') offences.push_back({path, number, "spaces: trailing"});
  }
  if (!text.empty() && text.back() != '\n') {
    offences.push_back({path, number, "spaces: no newline at the end"});
  }
}

void check_one_title(const std::string& path, std::string_view text, Offences& offences) {
  std::size_t titles = 0;
  bool fenced = false;
  for (const std::string& line : split_lines(text)) {
    if (is_fence(line)) fenced = !fenced;
    if (!fenced && starts_with(line, "# ")) ++titles;
  }
  if (titles == 1) return;
  offences.push_back({path, 0, "title: " + times(titles, " lines begin with `# `: have one")});
}

void check_scenario_why(const std::string& path, std::string_view text, Offences& offences) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = at + 1;
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
    }
    if (depth != 1 || text.substr(begin, at - begin) != "why") continue;
    const std::string rest = trim(text.substr(at + 1, 200));
    if (rest.empty() || rest.front() != ':') continue;
    const std::string value = trim(std::string_view(rest).substr(1));
    if (value.size() > 2 && value[0] == '"' && value[1] != '"') return;
  }
  offences.push_back({path, 0, "why: a scenario says why it exists: add a \"why\" text"});
}

void check_rooms(const std::string& path, std::string_view text, const std::set<std::string>& rooms,
                 Offences& offences) {
  const auto [listed, later] = listed_rooms(text);
  for (const std::string& room : rooms) {
    if (listed.count(room) == 0) offences.push_back({path, 0, "rooms: does not list " + room});
  }
  for (const std::string& room : listed) {
    if (rooms.count(room) == 0) {
      offences.push_back({path, 0, "rooms: lists " + room + ", which does not exist"});
    }
  }
}

void check_top_level(const std::vector<std::string>& names, const std::set<std::string>& allowed,
                     Offences& offences) {
  for (const std::string& name : names) {
    if (name.front() == '.' || allowed.count(name) != 0) continue;
    offences.push_back({name, 0, "top level: not in tests/tidy/top_level.txt: give it a room"});
  }
}

}  // namespace barnabas::tidy
