#include "core/base/printable.h"

#include <cstddef>

namespace barnabas {
namespace {

void append_escaped(std::string& out, unsigned char code) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[code >> 4];
  out += kDigits[code & 15];
}

}  // namespace

std::string printable(std::string_view text, bool keeps_lines) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const bool is_control = byte < 0x20 || byte == 0x7f;
    if (keeps_lines && text[i] == '\n') {
      out += '\n';
    } else if (is_control) {
      append_escaped(out, byte);
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F
      append_escaped(out, next);
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace barnabas
