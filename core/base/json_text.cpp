#include "core/base/json_text.h"

#include <utility>

namespace barnabas {
namespace {

constexpr int kDepthMax = 32;
constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0 | (code >> 6)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | (code >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | (code >> 18)));
    out.push_back(static_cast<char>(0x80 | ((code >> 12) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<JsonValue> read() {
    JsonValue value;
    if (!read_value(value, 0)) return wrong();
    skip_spaces();
    if (at_ != text_.size()) return wrong();
    return value;
  }

 private:
  Error wrong() const { return {Errc::Corrupt, "not JSON at position " + std::to_string(at_)}; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_spaces() {
    while (at_ < text_.size() &&
           (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) {
      ++at_;
    }
  }
  bool take(char expected) {
    skip_spaces();
    if (peek() != expected || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool read_value(JsonValue& value, int depth) {
    if (depth > kDepthMax) return false;
    skip_spaces();
    switch (peek()) {
      case '{':
        return read_object(value, depth);
      case '[':
        return read_list(value, depth);
      case '"':
        value.kind = JsonValue::Kind::Text;
        return read_text(value.text);
      case 't':
        return read_boolean(value, "true", 1);
      case 'f':
        return read_boolean(value, "false", 0);
      case 'n':
        return take_word("null");
      default:
        return read_number(value);
    }
  }
  bool read_boolean(JsonValue& value, std::string_view word, std::int64_t truth) {
    value.kind = JsonValue::Kind::Boolean;
    value.integer = truth;
    return take_word(word);
  }

  bool read_object(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::Object;
    ++at_;
    if (take('}')) return true;
    do {
      skip_spaces();
      std::string name;
      JsonValue item;
      if (!read_text(name) || !take(':') || !read_value(item, depth + 1)) return false;
      value.names.push_back(std::move(name));
      value.items.push_back(std::move(item));
    } while (take(','));
    return take('}');
  }
  bool read_list(JsonValue& value, int depth) {
    value.kind = JsonValue::Kind::List;
    ++at_;
    if (take(']')) return true;
    do {
      JsonValue item;
      if (!read_value(item, depth + 1)) return false;
      value.items.push_back(std::move(item));
    } while (take(','));
    return take(']');
  }

  bool read_number(JsonValue& value) {
    value.kind = JsonValue::Kind::Integer;
    const bool negative = peek() == '-';
    if (negative) ++at_;
    std::uint64_t magnitude = 0;
    if (!read_digits(magnitude)) return false;
    std::uint64_t ignored = 0;
    if (peek() == '.') {
      ++at_;
      if (!read_digits(ignored)) return false;
    }
    value.integer = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
    return true;
  }
  bool read_digits(std::uint64_t& magnitude) {
    bool any = false;
    for (; peek() >= '0' && peek() <= '9'; ++at_, any = true) {
      magnitude = magnitude * 10 + static_cast<std::uint64_t>(peek() - '0');
    }
    return any;
  }

  bool read_text(std::string& out) {
    if (peek() != '"') return false;
    for (++at_; at_ < text_.size() && peek() != '"'; ++at_) {
      if (peek() != '\\') {
        out.push_back(peek());
        continue;
      }
      ++at_;
      if (!read_escape(out)) return false;
    }
    if (at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  // Stands at the letter behind the backslash; leaves at the escape's last character.
  bool read_escape(std::string& out) {
    switch (peek()) {
      case 'n':
        out.push_back('\n');
        return true;
      case 't':
        out.push_back('\t');
        return true;
      case 'r':
        out.push_back('\r');
        return true;
      case 'b':
        out.push_back('\b');
        return true;
      case 'f':
        out.push_back('\f');
        return true;
      case '"':
      case '\\':
      case '/':
        out.push_back(peek());
        return true;
      case 'u':
        return read_unicode(out);
      default:
        return false;
    }
  }
  bool read_unicode(std::string& out) {
    std::uint32_t code = 0;
    if (!read_hex(code)) return false;
    const bool is_high_surrogate = code >= 0xd800 && code < 0xdc00;
    if (is_high_surrogate && text_.substr(at_ + 1, 2) == "\\u") {
      at_ += 2;
      std::uint32_t low = 0;
      if (!read_hex(low)) return false;
      code = 0x10000 + ((code - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
    }
    append_utf8(out, code);
    return true;
  }
  bool read_hex(std::uint32_t& code) {
    for (int i = 0; i < 4; ++i) {
      ++at_;
      const char lower =
          peek() >= 'A' && peek() <= 'F' ? static_cast<char>(peek() - 'A' + 'a') : peek();
      const std::size_t digit = kHexDigits.find(lower);
      if (at_ >= text_.size() || digit == std::string_view::npos) return false;
      code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &items[i];
  }
  return nullptr;
}

std::int64_t JsonValue::integer_of(std::string_view name, std::int64_t fallback) const {
  const JsonValue* value = find(name);
  return value != nullptr && value->kind == Kind::Integer ? value->integer : fallback;
}

std::string JsonValue::text_of(std::string_view name, std::string_view fallback) const {
  const JsonValue* value = find(name);
  return value != nullptr && value->kind == Kind::Text ? value->text : std::string(fallback);
}

Result<JsonValue> parse_json(std::string_view text) { return Reader(text).read(); }

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out.push_back(kHexDigits[byte >> 4]);
      out.push_back(kHexDigits[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace barnabas
