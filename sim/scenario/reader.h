// Reading JSON values with good errors: every problem is noted with its place, and reading goes on.
//
// A Context belongs to one variant: a problem is placed in the variant's own patch when the value
// stands there, else in the base. What cannot be read yields nothing or a default; the problem list
// decides whether the scenario may run.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/cluster/profile.h"
#include "sim/scenario/names.h"
#include "sim/scenario/positions.h"
#include "sim/scenario/problem.h"

namespace barnabas::sim {

using Json = nlohmann::json;

struct Context {
  const PositionIndex* index = nullptr;
  std::string variant;
  Names names;
  Profile profile = Profile::Kafka3;
  bool is_datagram = false;  // the network's mode
  std::vector<Problem> problems;

  void error(const std::string& path, std::string what, std::string expected = "",
             std::string_view meant = "");
  // About the key itself, not its value.
  void error_at_key(const std::string& path, std::string what, std::string expected = "",
                    std::string_view meant = "");
  void note(const std::string& path, std::string what);
  // An object lacks a member: placed at the variant that took it away, else at the base's object.
  void missing(const std::string& path, std::string_view key, std::string expected);

 private:
  void add(const std::string& path, bool at_key, Problem problem);
};

std::string describe(const Json& value);  // "a text", "7", "an object": what was found
bool is_plain_name(
    std::string_view text);  // letters, digits, '.', '_', '-'; at most 249, as Kafka's topics

std::optional<std::string> read_text(Context& context, const Json& value, const std::string& path,
                                     const std::string& expected = "a text");
std::optional<std::int64_t> read_integer(Context& context, const Json& value,
                                         const std::string& path, std::int64_t min,
                                         std::int64_t max);
std::optional<bool> read_boolean(Context& context, const Json& value, const std::string& path);
// Not negative unless `signed_too`.
std::optional<Duration> read_duration(Context& context, const Json& value, const std::string& path,
                                      bool signed_too = false);
// "64MB": bytes. "10MB/s", "1Gbit/s": bytes per second.
std::optional<std::int64_t> read_size(Context& context, const Json& value, const std::string& path);
std::optional<std::int64_t> read_bandwidth(Context& context, const Json& value,
                                           const std::string& path);
std::vector<std::string> read_texts(Context& context, const Json& value, const std::string& path);
// One text, or a list of texts; patterns like "r{0..9}" are written out.
std::vector<std::string> read_values(Context& context, const Json& value, const std::string& path);

// Reads an object member by member; finish() reports the members that nobody asked for.
class ObjectReader {
 public:
  // `what` names the object in errors: "a producer", "this action".
  ObjectReader(Context& context, const Json& value, std::string path, std::string what);

  bool is_object() const { return is_object_; }
  const std::string& path() const { return path_; }
  std::string path_of(std::string_view key) const { return child_path(path_, key); }
  bool has(std::string_view key) const;

  const Json* find(std::string_view key);  // nothing when absent
  const Json* require(std::string_view key, const std::string& expected);

  std::optional<std::string> text(std::string_view key, const std::string& expected = "a text");
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Duration> duration(std::string_view key, bool signed_too = false);
  // One of the words; nothing (and a problem) for another.
  std::optional<std::string> word(std::string_view key, const std::vector<std::string_view>& words);

  // Makes a key known that is read elsewhere.
  void allow(std::string_view key) { asked_.emplace_back(key); }
  void finish();

 private:
  Context& context_;
  const Json& value_;
  std::string path_;
  std::string what_;
  bool is_object_ = false;
  std::vector<std::string> asked_;
};

// "one of a, b, c"
std::string one_of(const std::vector<std::string_view>& words);

}  // namespace barnabas::sim
