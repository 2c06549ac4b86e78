#include "sim/fault/selector_text.h"

#include <charconv>
#include <cstddef>

namespace barnabas::sim {
namespace {

using Kind = Selector::Kind;

struct Word {
  std::string_view text;
  Kind kind;
};
constexpr Word kWords[] = {
    {"controller", Kind::Controller},
    {"brokers", Kind::Brokers},
    {"clients", Kind::Clients},
    {"everyone", Kind::Everyone},
};
constexpr Word kRoles[] = {
    {"leader of", Kind::LeaderOf},
    {"followers of", Kind::FollowersOf},
    {"replicas of", Kind::ReplicasOf},
    {"isr of", Kind::IsrOf},
};

constexpr std::string_view kOneOf = "one of ";
constexpr std::string_view kRandomBroker = "random broker";

bool is_name(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool other = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!letter && !other) return false;
  }
  return true;
}

Error not_a_selector(std::string_view text) {
  return Error{Errc::Invalid, "'" + std::string(text) + "' is no selector"};
}

// "one of X", "random broker": a selector around another.
Result<Selector> parse_one_of(std::string_view text) {
  const bool is_random = text == kRandomBroker;
  const Result<Selector> all =
      parse_selector(is_random ? std::string_view("brokers") : text.substr(kOneOf.size()));
  if (!all) return all;
  if (all->kind == Kind::OneOf) return not_a_selector(text);
  Selector result;
  result.kind = Kind::OneOf;
  result.list.push_back(*all);
  return result;
}

}  // namespace

std::optional<TopicPartition> parse_partition(std::string_view text) {
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const std::string_view digits = text.substr(dash + 1);
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return std::nullopt;
  TopicPartition result;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, result.partition);
  if (error != std::errc() || end != last) return std::nullopt;
  result.topic = std::string(text.substr(0, dash));
  if (!is_name(result.topic)) return std::nullopt;
  return result;
}

Result<Selector> parse_selector(std::string_view text) {
  Selector result;
  if (text == kRandomBroker || text.substr(0, kOneOf.size()) == kOneOf) return parse_one_of(text);
  for (const Word& word : kWords) {
    if (text == word.text) {
      result.kind = word.kind;
      return result;
    }
  }
  for (const Word& role : kRoles) {
    if (text.substr(0, role.text.size()) != role.text) continue;
    std::string_view rest = text.substr(role.text.size());
    if (rest.empty() || rest.front() != ' ') continue;
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    const std::optional<TopicPartition> partition = parse_partition(rest);
    if (!partition) return not_a_selector(text);
    result.kind = role.kind;
    result.partition = *partition;
    return result;
  }
  const bool is_remembered = !text.empty() && text.front() == '$';
  const std::string_view name = is_remembered ? text.substr(1) : text;
  if (!is_name(name)) return not_a_selector(text);
  result.kind = is_remembered ? Kind::Remembered : Kind::Node;
  result.text = std::string(name);
  return result;
}

std::string to_text(const Selector& selector) {
  for (const Word& word : kWords) {
    if (word.kind == selector.kind) return std::string(word.text);
  }
  for (const Word& role : kRoles) {
    if (role.kind == selector.kind)
      return std::string(role.text) + " " + to_string(selector.partition);
  }
  if (selector.kind == Kind::Remembered) return "$" + selector.text;
  if (selector.kind == Kind::Node) return selector.text;
  if (selector.kind == Kind::OneOf) return std::string(kOneOf) + to_text(selector.list.front());
  std::string list;
  for (const Selector& item : selector.list) {
    if (!list.empty()) list += ", ";
    list += to_text(item);
  }
  return list;
}

std::vector<std::string_view> selector_words() {
  std::vector<std::string_view> result;
  for (const Word& word : kWords) result.push_back(word.text);
  result.push_back(kRandomBroker);
  return result;
}

std::vector<std::string_view> selector_roles() {
  std::vector<std::string_view> result;
  for (const Word& role : kRoles) result.push_back(role.text);
  return result;
}

}  // namespace barnabas::sim
