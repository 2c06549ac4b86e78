#include "sim/scenario/positions.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace barnabas::sim {
namespace {

constexpr std::size_t kLongestNumber = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string quoted(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte < 0x7f) return std::string("'") + c + "'";
  constexpr char kHex[] = "0123456789abcdef";
  return std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
}

// One pass over the text. After the first syntax error nothing more is read.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xef\xbb\xbf") at_ = line_start_ = 3;  // a byte order mark
  }

  PositionIndex run() {
    skip_blanks();
    value("", 0);
    skip_blanks();
    if (!failed_ && at_ < text_.size()) {
      fail("more text after the end of the JSON value", "nothing more");
    }
    return std::move(index_);
  }

 private:
  bool done() const { return failed_ || at_ >= text_.size(); }
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // Counts on from where it was asked last, so that one long line costs no more than many short
  // ones.
  Position position() {
    if (counted_ < line_start_) {
      counted_ = line_start_;
      column_ = 1;
    }
    for (; counted_ < at_; ++counted_) {
      if ((static_cast<unsigned char>(text_[counted_]) & 0xC0u) != 0x80u) ++column_;
    }
    return Position{line_, column_};
  }

  void fail(std::string what, std::string expected) {
    if (failed_) return;
    failed_ = true;
    add("", position(), std::move(what), std::move(expected));
  }

  void add(std::string path, Position where, std::string what, std::string expected) {
    Problem problem;
    problem.path = std::move(path);
    problem.line = where.line;
    problem.column = where.column;
    problem.what = std::move(what);
    problem.expected = std::move(expected);
    index_.problems.push_back(std::move(problem));
  }

  void unexpected(const std::string& expected) {
    if (at_ >= text_.size()) {
      fail("the JSON text ends too early", expected);
    } else {
      fail("JSON syntax: unexpected " + quoted(here()), expected);
    }
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        break;
      }
      ++at_;
    }
    if (here() == '/' && !done())
      fail("JSON syntax: comments are not allowed", "a value, ',' or a bracket");
  }

  void value(const std::string& path, std::int32_t depth) {
    if (failed_) return;
    index_.values[path] = position();
    const char c = here();
    if (at_ < text_.size() && (c == '{' || c == '[')) {
      if (depth >= kDeepestNesting) {
        return fail("nested deeper than " + std::to_string(kDeepestNesting) + " levels",
                    "a scenario");
      }
      return c == '{' ? object(path, depth) : array(path, depth);
    }
    if (c == '"') {
      string();
    } else if (is_digit(c) || c == '-') {
      number();
    } else if (!word("true") && !word("false") && !word("null")) {
      unexpected("a value");
    }
  }

  bool word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  void object(const std::string& path, std::int32_t depth) {
    ++at_;
    skip_blanks();
    if (!failed_ && here() == '}') {
      ++at_;
      return;
    }
    while (!failed_) {
      member(path, depth);
      if (!more('}', "',' or '}'")) return;
      if (here() == '}') return fail("JSON syntax: a ',' before '}'", "another member, or no ','");
    }
  }

  void member(const std::string& path, std::int32_t depth) {
    const Position where = position();
    if (here() != '"') return unexpected("a key in double quotes");
    const std::string key = string();
    if (failed_) return;
    const std::string own = child_path(path, key);
    const auto [first, is_new] = index_.keys.emplace(own, where);
    if (!is_new) {
      add(own, where,
          "the key '" + key + "' stands twice, first on line " + std::to_string(first->second.line),
          "each key once");
    }
    skip_blanks();
    if (failed_) return;
    if (here() != ':') return unexpected("':' after the key '" + key + "'");
    ++at_;
    skip_blanks();
    value(own, depth + 1);
  }

  void array(const std::string& path, std::int32_t depth) {
    ++at_;
    skip_blanks();
    if (!failed_ && here() == ']') {
      ++at_;
      return;
    }
    for (std::int32_t i = 0; !failed_; ++i) {
      value(path + "/" + std::to_string(i), depth + 1);
      if (!more(']', "',' or ']'")) return;
      if (here() == ']') return fail("JSON syntax: a ',' before ']'", "another item, or no ','");
    }
  }

  // After a member or an item: true when another follows.
  bool more(char end, const std::string& expected) {
    skip_blanks();
    if (failed_) return false;
    const char c = here();
    if (c != ',' && c != end) {
      unexpected(expected);
      return false;
    }
    ++at_;
    if (c == end) return false;
    skip_blanks();
    return !failed_;
  }

  // The text between the quotes, escapes undone as far as keys of a scenario need it.
  std::string string() {
    std::string result;
    const Position start = position();
    ++at_;
    while (at_ < text_.size() && here() != '"') {
      const char c = here();
      if (static_cast<unsigned char>(c) < 0x20) {
        fail("JSON syntax: " + quoted(c) + " inside a text",
             "the closing '\"' before the end of the line");
        return result;
      }
      if (c == '\\') {
        escape(result);
        if (failed_) return result;
      } else {
        result += c;
        ++at_;
      }
    }
    if (at_ >= text_.size()) {
      fail("the text that starts at " + std::to_string(start.line) + ":" +
               std::to_string(start.column) + " is never closed",
           "a closing '\"'");
      return result;
    }
    ++at_;
    return result;
  }

  void escape(std::string& result) {
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    constexpr std::string_view kPlain = "\"\\/bfnrt";
    constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
    const std::size_t which = kPlain.find(c);
    if (which != std::string_view::npos && c != '\0') {
      result += kMeaning[which];
      at_ += 2;
      return;
    }
    const std::string_view hex = text_.substr(std::min(at_ + 2, text_.size()), 4);
    bool good = c == 'u' && hex.size() == 4;
    for (const char h : hex) good = good && is_hex(h);
    if (!good)
      return fail("JSON syntax: unknown escape after '\\'",
                  "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    result += "\\u" + std::string(hex);
    at_ += 6;
  }

  void number() {
    const std::size_t start = at_;
    if (here() == '-') ++at_;
    if (here() == '0' && is_digit(at_ + 1 < text_.size() ? text_[at_ + 1] : ' ')) {
      return fail("JSON syntax: a number with a leading 0", "no leading 0");
    }
    if (!digits()) return;
    if (here() == '.') {
      ++at_;
      if (!digits()) return;
    }
    if (here() == 'e' || here() == 'E') {
      ++at_;
      if (here() == '+' || here() == '-') ++at_;
      const std::size_t exponent = at_;
      if (!digits()) return;
      if (at_ - exponent > 2) return fail("the number is out of range", "a smaller exponent");
    }
    if (at_ - start > kLongestNumber) fail("the number is out of range", "at most 40 digits");
  }

  bool digits() {
    if (!is_digit(here())) {
      unexpected("a digit");
      return false;
    }
    while (is_digit(here())) ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::size_t counted_ = 0;  // up to here column_ counts
  std::int32_t column_ = 1;
  std::int32_t line_ = 1;
  bool failed_ = false;
  PositionIndex index_;
};

}  // namespace

PositionIndex index_positions(std::string_view text) { return Scanner(text).run(); }

Position position_of(std::string_view text, std::uint64_t byte) {
  Position p;
  for (std::size_t i = 0; i < text.size() && i < byte; ++i) {
    if (text[i] == '\n') {
      ++p.line;
      p.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u) {
      ++p.column;
    }
  }
  return p;
}

std::string child_path(const std::string& path, std::string_view key) {
  std::string result = path + "/";
  for (const char c : key) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace barnabas::sim
