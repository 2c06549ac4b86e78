#include "sim/report/words.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace barnabas::sim {
namespace {

std::string digits(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

struct Numbered {
  std::string stem;
  std::int64_t number = 0;
};

// "r12" as ("r", 12); nothing for names that do not end in a plain number.
std::optional<Numbered> numbered(const std::string& name) {
  std::size_t at = name.size();
  while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9') --at;
  const std::size_t size = name.size() - at;
  if (size == 0 || size > 15 || (size > 1 && name[at] == '0')) return std::nullopt;
  std::int64_t number = 0;
  for (std::size_t i = at; i < name.size(); ++i) number = number * 10 + (name[i] - '0');
  return Numbered{name.substr(0, at), number};
}

}  // namespace

std::string seconds_text(Instant at) {
  const std::int64_t ms = at.ns / 1'000'000;
  return std::to_string(ms / 1000) + "." + digits(ms % 1000, 3) + " s";
}

std::string milliseconds_text(std::int64_t ns) {
  const std::string sign = ns < 0 ? "-" : "";
  const std::int64_t size = ns < 0 ? -ns : ns;
  return sign + std::to_string(size / 1'000'000) + "." + digits(size % 1'000'000, 6);
}

std::string duration_text(Duration duration) {
  const std::int64_t ms = (duration.ns + 500'000) / 1'000'000;
  if (ms < 1000) return std::to_string(ms) + " ms";
  const std::int64_t tenths = (ms + 50) / 100;
  if (tenths % 10 == 0) return std::to_string(tenths / 10) + " s";
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string span_text(Instant from, Instant to) {
  const std::int64_t ms = to.ns / 1'000'000 - from.ns / 1'000'000;
  if (ms < 1000) return std::to_string(ms) + " ms";
  return seconds_text(Instant{ms * 1'000'000});
}

std::string ordinal_text(std::int64_t number) {
  constexpr std::string_view kWords[] = {"first", "second",  "third",  "fourth", "fifth",
                                         "sixth", "seventh", "eighth", "ninth",  "tenth"};
  if (number >= 1 && number <= 10) return std::string(kWords[number - 1]);
  const std::int64_t last = number % 10;
  const bool is_teen = number / 10 % 10 == 1;
  const char* ending = is_teen || last > 3 || last == 0 ? "th"
                       : last == 1                      ? "st"
                       : last == 2                      ? "nd"
                                                        : "rd";
  return std::to_string(number) + ending;
}

std::string times_text(std::int64_t count) {
  if (count == 1) return "once";
  return count == 2 ? "twice" : std::to_string(count) + " times";
}

std::string joined(const std::vector<std::string>& parts, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " " + std::string(last) + " " : ", ";
    text += parts[i];
  }
  return text;
}

std::string joined(const std::vector<std::string>& parts) { return joined(parts, "and"); }

std::string ranges_text(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size();) {
    const auto first = numbered(names[i]);
    std::size_t end = i + 1;
    while (first && end < names.size()) {
      const auto next = numbered(names[end]);
      if (!next || next->stem != first->stem ||
          next->number != first->number + static_cast<std::int64_t>(end - i))
        break;
      ++end;
    }
    const std::size_t count = end - i;
    const std::size_t taken = count >= 3 ? count : 1;
    if (!text.empty()) text += ", ";
    text += names[i];
    if (taken > 1) text += "-" + names[end - 1];
    i += taken;
  }
  return text;
}

std::string said_of(const std::string& checker, const TopicPartition& tp, const std::string& text) {
  const bool needs_partition = !tp.topic.empty() && text.find(to_string(tp)) == std::string::npos;
  return checker + (needs_partition ? " of " + to_string(tp) : "") + ": " + text;
}

std::string count_text(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string wrapped(const std::string& prefix, const std::string& text, std::size_t columns) {
  std::string out = prefix;
  std::size_t used = prefix.size();
  bool is_first_word = true;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::size_t word = space - at;
    if (word > 0) {
      if (!is_first_word && used + 1 + word > columns) {
        out += "\n" + std::string(prefix.size(), ' ');
        used = prefix.size();
        is_first_word = true;
      }
      if (!is_first_word) out += ' ';
      out.append(text, at, word);
      used += word + (is_first_word ? 0 : 1);
      is_first_word = false;
    }
    at = space + 1;
  }
  return out;
}

std::string padded(std::string text, std::size_t columns) {
  if (text.size() < columns) text.append(columns - text.size(), ' ');
  return text;
}

std::string padded_left(std::string text, std::size_t columns) {
  if (text.size() < columns) text.insert(0, columns - text.size(), ' ');
  return text;
}

std::string hex_text(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  return text;
}

}  // namespace barnabas::sim
