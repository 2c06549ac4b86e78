#include "tests/tidy/tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/tidy/bans.h"
#include "tests/tidy/house.h"
#include "tests/tidy/layers.h"
#include "tests/tidy/source.h"
#include "tests/tidy/text.h"

namespace barnabas::tidy {

namespace {

namespace fs = std::filesystem;

const char* const kArchitecture = "docs/architecture.md";
const char* const kBudgets = "tests/tidy/budgets.txt";

bool is_code(const std::string& path) { return ends_with(path, ".h") || ends_with(path, ".cpp"); }

bool is_script(const std::string& path) {
  return path == "dev" || path == ".ci/run" || ends_with(path, "CMakeLists.txt") ||
         ends_with(path, ".cmake") || ends_with(path, ".sh");
}

// Vectors and goldens are data: what a machine wrote stays as it is.
bool is_data(const std::string& path) {
  return is_within(path, "tests/vectors") || is_within(path, "tests/golden") ||
         is_within(path, "tests/data");
}

bool is_text(const std::string& path) {
  if (is_data(path)) return false;
  return is_code(path) || is_script(path) || ends_with(path, ".md") || ends_with(path, ".json") ||
         ends_with(path, ".txt");
}

class Tree {
 public:
  explicit Tree(const std::string& root) : root_(root) {
    load_rules();
    list_files();
  }

  Offences check() {
    check_top_level(top_level_, allowed_, offences_);
    for (const std::string& path : files_) check_file(path);
    check_budgets_needed(lines_of_, bytes_of_, budgets_, kBudgets, offences_);
    if (bytes_of_.count(kArchitecture) != 0) {
      check_rooms(kArchitecture, read(kArchitecture), rooms_, offences_);
    }
    const auto before = [](const Offence& a, const Offence& b) {
      return a.file != b.file ? a.file < b.file : a.line < b.line;
    };
    std::stable_sort(offences_.begin(), offences_.end(), before);
    return offences_;
  }

 private:
  std::string read(const std::string& path) { return read_file(root_ + "/" + path, offences_); }

  void load_rules() {
    const std::string layers = "tests/tidy/layers.txt";
    const std::string headers = "tests/tidy/headers.txt";
    const std::string bans = "tests/tidy/bans.txt";
    layers_ = Layers::parse(read(layers), layers, offences_);
    homes_ = HeaderHomes::parse(read(headers), headers, offences_);
    bans_ = parse_bans(read(bans), bans, offences_);
    budgets_ = parse_budgets(read(kBudgets), kBudgets, offences_);
    for (const DataLine& line : read_data(read("tests/tidy/top_level.txt"))) {
      allowed_.insert(line.text);
    }
  }

  // The build folder is the one thing at the root that is not ours to judge.
  void list_files() {
    for (const fs::directory_entry& entry : fs::directory_iterator(root_)) {
      const std::string name = entry.path().filename().string();
      if (name == ".git" || starts_with(name, "build")) continue;
      top_level_.push_back(name);
      if (entry.is_regular_file()) files_.push_back(name);
      const bool ours = name.front() != '.' || name == ".ci" || name == ".cmake";
      if (entry.is_directory() && ours) list_folder(name);
    }
    std::sort(top_level_.begin(), top_level_.end());
    std::sort(files_.begin(), files_.end());
  }

  void list_folder(const std::string& folder) {
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(root_ + "/" + folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string path = fs::relative(entry.path(), root_).generic_string();
      files_.push_back(path);
      const std::vector<std::string> parts = split(path, '/');
      const bool house = folder == "core" || folder == "sim" || folder == "viz";
      if (house && parts.size() > 2) rooms_.insert(parts[0] + "/" + parts[1]);
    }
  }

  void check_file(const std::string& path) {
    const std::size_t bytes = static_cast<std::size_t>(fs::file_size(root_ + "/" + path));
    bytes_of_[path] = bytes;
    if (!is_text(path)) {
      check_size(path, 0, bytes, budgets_, offences_);
      return;
    }
    const std::string text = read(path);
    Source source;
    source.path = path;
    source.raw = split_lines(text);
    if (is_code(path)) {
      source = scan_source(path, text);
      check_includes(source, layers_, homes_, offences_);
      check_pointer_keys(source, offences_);
    }
    check_bans(source, bans_, offences_);
    check_spaces(path, text, offences_);
    if (is_code(path) || is_script(path)) lines_of_[path] = source.raw.size();
    check_size(path, is_code(path) || is_script(path) ? source.raw.size() : 0, bytes, budgets_,
               offences_);
    if (ends_with(path, ".md")) check_one_title(path, text, offences_);
    if (is_within(path, "scenarios") && ends_with(path, ".json")) {
      check_scenario_why(path, text, offences_);
    }
  }

  std::string root_;
  Layers layers_;
  HeaderHomes homes_;
  std::vector<Ban> bans_;
  Budgets budgets_;
  std::set<std::string> allowed_;
  std::vector<std::string> top_level_;
  std::vector<std::string> files_;
  std::set<std::string> rooms_;
  std::map<std::string, std::size_t> lines_of_;
  std::map<std::string, std::size_t> bytes_of_;
  Offences offences_;
};

}  // namespace

std::string read_file(const std::string& path, Offences& offences) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    offences.push_back({path, 0, "cannot be read"});
    return "";
  }
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

Offences check_tree(const std::string& root) { return Tree(root).check(); }

}  // namespace barnabas::tidy
