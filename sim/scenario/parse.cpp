#include "sim/scenario/parse.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "core/base/nearest.h"
#include "sim/scenario/readers.h"

namespace barnabas::sim {
namespace {

constexpr std::size_t kMostVariants = 100;

Problem at(Position where, std::string path, std::string what, std::string expected) {
  Problem problem;
  problem.line = where.line;
  problem.column = where.column;
  problem.path = std::move(path);
  problem.what = std::move(what);
  problem.expected = std::move(expected);
  return problem;
}

// The library's parser after our own scan has passed: what is left are bytes that are no UTF-8.
Json parse_json(std::string_view text, std::vector<Problem>& problems) {
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    const auto byte = static_cast<std::uint64_t>(error.byte);
    problems.push_back(at(position_of(text, byte == 0 ? 0 : byte - 1), "",
                          "JSON syntax: a byte that is no UTF-8, or an impossible character",
                          "UTF-8 text"));
  } catch (const Json::exception& error) {
    problems.push_back(at(Position{}, "", std::string("JSON: ") + error.what(), "a scenario"));
  }
  return Json();
}

bool is_before(const Problem& a, const Problem& b) {
  return std::tie(a.line, a.column, a.path, a.what) < std::tie(b.line, b.column, b.path, b.what);
}

// Problems by what they say and where, each with the variants that have it.
class Gathered {
 public:
  void add(const std::vector<Problem>& problems, const std::string& variant) {
    for (Problem problem : problems) {
      problem.variant.clear();
      const auto found = std::find(problems_.begin(), problems_.end(), problem);
      const auto index = static_cast<std::size_t>(found - problems_.begin());
      if (found == problems_.end()) {
        problems_.push_back(std::move(problem));
        variants_.emplace_back();
      }
      std::vector<std::string>& of = variants_[index];
      if (std::find(of.begin(), of.end(), variant) == of.end()) of.push_back(variant);
    }
  }

  // Names the variants where not all have the problem and the place does not say it.
  std::vector<Problem> take(std::size_t variant_count) {
    for (std::size_t i = 0; i < problems_.size(); ++i) {
      const bool in_all = variants_[i].size() == variant_count;
      if (in_all || problems_[i].path.compare(0, 10, "/variants/") == 0) continue;
      for (const std::string& name : variants_[i]) {
        problems_[i].variant += (problems_[i].variant.empty() ? "" : ", ") + name;
      }
    }
    std::stable_sort(problems_.begin(), problems_.end(), is_before);
    return std::move(problems_);
  }

 private:
  std::vector<Problem> problems_;
  std::vector<std::vector<std::string>> variants_;
};

// The patches by variant name; one empty patch without a name when there are none.
std::map<std::string, Json> patches_of(const Json& root, const PositionIndex& index,
                                       std::vector<Problem>& problems) {
  std::map<std::string, Json> patches;
  const auto found = root.is_object() ? root.find("variants") : root.end();
  if (!root.is_object() || found == root.end()) return {{"", Json::object()}};
  Context context;
  context.index = &index;
  if (!found->is_object() || found->size() > kMostVariants) {
    const std::string what =
        found->is_object() ? std::to_string(found->size()) + " variants" : describe(*found);
    context.error("/variants", what, "an object: at most 100 variants by name");
  }
  const Json variants = found->is_object() ? *found : Json::object();
  for (const auto& item : variants.items()) {
    const std::string path = child_path("/variants", item.key());
    if (!is_plain_name(item.key())) {
      context.error_at_key(path, "'" + item.key() + "' is no name of a variant", "a plain name");
    } else if (!item.value().is_object()) {
      context.error(path, describe(item.value()), "an object that is merged over the base");
    } else if (item.value().contains("variants")) {
      context.error_at_key(path + "/variants", "variants inside a variant");
    } else if (patches.size() < kMostVariants) {
      patches[item.key()] = item.value();
    }
  }
  problems.insert(problems.end(), context.problems.begin(), context.problems.end());
  if (patches.empty()) patches[""] = Json::object();
  return patches;
}

// A null that takes away what is not there: a misspelt key.
void check_nulls(Context& context, const Json& base, const Json& patch, const std::string& path) {
  for (const auto& item : patch.items()) {
    const std::string own = child_path(path, item.key());
    const bool is_there = base.is_object() && base.contains(item.key());
    if (item.value().is_null() && !is_there) {
      std::vector<std::string> keys;
      for (const auto& known : base.items()) {
        if (base.is_object()) keys.push_back(known.key());
      }
      const std::vector<std::string_view> names(keys.begin(), keys.end());
      context.error_at_key(own, "null takes '" + item.key() + "' away, and the base has none", "",
                           nearest_name(item.key(), names));
    }
    if (item.value().is_object())
      check_nulls(context, is_there ? base.at(item.key()) : Json(), item.value(), own);
  }
}

std::vector<Problem> null_problems(const PositionIndex& index, const Json& base,
                                   const std::map<std::string, Json>& patches) {
  Context context;
  context.index = &index;
  for (const auto& [name, patch] : patches)
    check_nulls(context, base, patch, child_path("/variants", name));
  return context.problems;
}

}  // namespace

bool Parsed::has_errors() const {
  return std::any_of(problems.begin(), problems.end(),
                     [](const Problem& p) { return p.severity == Problem::Severity::Error; });
}

Parsed parse_scenarios(std::string_view text) {
  Parsed parsed;
  if (text.size() > kLargestText) {
    parsed.problems.push_back(
        at(Position{}, "", "a text of more than 4,000,000 bytes", "at most 4,000,000 bytes"));
    return parsed;
  }
  PositionIndex index = index_positions(text);
  parsed.problems = std::move(index.problems);
  const bool is_json = std::none_of(parsed.problems.begin(), parsed.problems.end(),
                                    [](const Problem& p) { return p.path.empty(); });
  if (!is_json) return parsed;
  Json root = parse_json(text, parsed.problems);
  if (root.is_null() && !parsed.problems.empty()) return parsed;
  const std::map<std::string, Json> patches = patches_of(root, index, parsed.problems);
  if (root.is_object()) root.erase("variants");
  const std::vector<Problem> nulls = null_problems(index, root, patches);
  parsed.problems.insert(parsed.problems.end(), nulls.begin(), nulls.end());
  Gathered gathered;
  for (const auto& [name, patch] : patches) {
    Json merged = root;
    if (merged.is_object()) merged.merge_patch(patch);
    Context context;
    context.index = &index;
    context.variant = name;
    Scenario scenario = read_scenario(context, merged);
    gathered.add(context.problems, name);
    parsed.variants.push_back(std::move(scenario));
  }
  std::vector<Problem> found = gathered.take(patches.size());
  parsed.problems.insert(parsed.problems.end(), found.begin(), found.end());
  std::stable_sort(parsed.problems.begin(), parsed.problems.end(), is_before);
  return parsed;
}

}  // namespace barnabas::sim
