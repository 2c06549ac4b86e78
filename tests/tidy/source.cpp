#include "tests/tidy/source.h"

#include <utility>

#include "tests/tidy/text.h"

namespace barnabas::tidy {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Walks over the text once and copies what is code.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (here("//")) {
        blank_to(line_end());
      } else if (here("/*")) {
        blank_to(after("*/", at_ + 2));
      } else if (here("\"") && is_raw_prefix()) {
        blank_raw_string();
      } else if (here("\"") || (here("'") && !is_digit_separator())) {
        blank_quoted(text_[at_]);
      } else {
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  bool here(std::string_view token) const { return text_.substr(at_, token.size()) == token; }

  std::size_t after(std::string_view token, std::size_t from) const {
    const std::size_t found = text_.find(token, from);
    return found == std::string_view::npos ? text_.size() : found + token.size();
  }

  // A comment of this form goes on in the next line after a backslash.
  std::size_t line_end() const {
    std::size_t end = text_.find('\n', at_);
    while (end != std::string_view::npos && end > 0 && text_[end - 1] == '\\') {
      end = text_.find('\n', end + 1);
    }
    return end == std::string_view::npos ? text_.size() : end;
  }

  // The word just before the cursor, as `R` in R"(...)" or `1` in 1'000.
  std::string_view word_before() const {
    std::size_t begin = at_;
    while (begin > 0 && (is_word(text_[begin - 1]) || text_[begin - 1] == '\'')) --begin;
    return text_.substr(begin, at_ - begin);
  }

  bool is_raw_prefix() const {
    const std::string_view word = word_before();
    return word == "R" || word == "u8R" || word == "uR" || word == "UR" || word == "LR";
  }

  bool is_digit_separator() const {
    const std::string_view word = word_before();
    return !word.empty() && word.front() >= '0' && word.front() <= '9';
  }

  void blank_to(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') out_[at_] = ' ';
    }
  }

  void blank_raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_to(text_.size());
    std::string close = ")";
    close.append(text_.substr(at_ + 1, open - at_ - 1)).push_back('"');
    const std::size_t end = after(close, open);
    ++at_;
    blank_to(end - 1);
    ++at_;
  }

  // An unclosed literal ends with its line, so that one mistake does not blank the rest.
  void blank_quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    if (end > text_.size()) end = text_.size();
    ++at_;
    blank_to(end);
    if (at_ < text_.size()) ++at_;
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
};

// The target of an #include directive, or nothing.
std::string include_target(const std::string& code, const std::string& raw) {
  std::string directive = trim(code);
  if (directive.empty() || directive.front() != '#') return "";
  directive = trim(std::string_view(directive).substr(1));
  if (!starts_with(directive, "include")) return "";

  const std::size_t open = raw.find_first_of("<\"", raw.find("include"));
  if (open == std::string::npos) return "";
  const bool angle = raw[open] == '<';
  const std::size_t close = raw.find(angle ? '>' : '"', open + 1);
  if (close == std::string::npos) return "";
  return angle ? raw.substr(open, close - open + 1) : raw.substr(open + 1, close - open - 1);
}

}  // namespace

std::string blank_comments_and_literals(std::string_view text) { return Blanker(text).run(); }

Source scan_source(std::string path, std::string_view text) {
  Source source;
  source.path = std::move(path);
  source.raw = split_lines(text);
  source.code = split_lines(blank_comments_and_literals(text));
  for (std::size_t i = 0; i < source.raw.size(); ++i) {
    const std::string target = include_target(source.code[i], source.raw[i]);
    if (!target.empty()) source.includes.push_back({i + 1, target});
  }
  return source;
}

}  // namespace barnabas::tidy
