#include "sim/report/svg.h"

#include <algorithm>

namespace barnabas::sim {
namespace {

constexpr std::string_view kStyle =
    "text{font-family:'DejaVu Sans',Verdana,Arial,sans-serif;font-size:20px;fill:#1a1a1a}\n"
    ".small{font-size:18px}.bold{font-weight:bold}.title{font-size:30px;font-weight:bold}\n"
    ".faint{font-size:18px;fill:#595959}.alarm{font-size:18px;fill:#a84300;font-weight:bold}\n"
    ".light{font-size:18px;fill:#ffffff;font-weight:bold}\n"
    ".page{fill:#ffffff}.halo{fill:#ffffff;fill-opacity:0.88}.band{fill:#f4f4f4}\n"
    ".life{stroke:#7f7f7f;stroke-width:2}.gone{stroke:#7f7f7f;stroke-width:2;"
    "stroke-dasharray:2 6}\n"
    ".down{fill:#d0d0d0;stroke:#7f7f7f;stroke-width:1}\n"
    ".pause{fill:#f7e3b5;stroke:#b07800;stroke-width:1;stroke-dasharray:6 4}\n"
    ".head{fill:#1a1a1a;stroke:none}.quiet{stroke:#bfbfbf;stroke-width:2;stroke-dasharray:1 7}\n"
    ".rule{stroke:#d9d9d9;stroke-width:1}.frame{fill:none;stroke:#bfbfbf;stroke-width:1}\n"
    ".request{stroke:#0072b2;stroke-width:3;fill:none}\n"
    ".response{stroke:#0072b2;stroke-width:3;fill:none;stroke-dasharray:10 6}\n"
    ".stopped{stroke:#d55e00;stroke-width:3;fill:none}\n"
    ".stopped-response{stroke:#d55e00;stroke-width:3;fill:none;stroke-dasharray:10 6}\n"
    ".tip{fill:#0072b2}.cross{stroke:#d55e00;stroke-width:5;fill:none}\n"
    ".box-log{fill:#ffffff;stroke:#4d4d4d;stroke-width:2}\n"
    ".box-client{fill:#e3f1fb;stroke:#0072b2;stroke-width:2}\n"
    ".box-good{fill:#dff3ec;stroke:#009e73;stroke-width:2}\n"
    ".box-control{fill:#f6e6ef;stroke:#a8507f;stroke-width:2}\n"
    ".box-loss{fill:#fbe5d6;stroke:#d55e00;stroke-width:4}\n"
    ".box-process{fill:#333333;stroke:#333333;stroke-width:2}\n"
    ".fault{fill:#fbe5d6;stroke:#d55e00;stroke-width:1}\n"
    ".fault-span{fill:#fbe5d6;fill-opacity:0.6}\n"
    ".fault-line{stroke:#d55e00;stroke-width:2;stroke-dasharray:8 5}\n"
    ".led{fill:#009e73}.leaderless{fill:#d55e00}.leaderless-mark{stroke:#ffffff;stroke-width:2}\n"
    ".step{stroke:#0072b2;stroke-width:3;fill:none}.median{stroke:#0072b2;stroke-width:3;"
    "fill:none}\n"
    ".most{stroke:#0072b2;stroke-width:2;fill:none;stroke-dasharray:5 4}\n"
    ".dot{fill:#0072b2;fill-opacity:0.45}.lag{stroke:#a8507f;stroke-width:3;fill:none}\n"
    ".lag-dot{fill:none;stroke:#a8507f;stroke-width:2}\n";

std::string number(Pixels value) { return std::to_string(value); }

std::string points_text(const std::vector<Pixels>& points) {
  std::string text;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2)
    text += (i == 0 ? "" : " ") + number(points[i]) + "," + number(points[i + 1]);
  return text;
}

// How many bytes a letter of UTF-8 has that begins at `at`; 0: none does.
std::size_t letter_size(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  const std::size_t size = first < 0x80                    ? 1
                           : first >= 0xc2 && first < 0xe0 ? 2
                           : first >= 0xe0 && first < 0xf0 ? 3
                           : first >= 0xf0 && first < 0xf5 ? 4
                                                           : 0;
  if (size == 0 || at + size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond the last letter.
  if (first == 0xe0 && byte(at + 1) < 0xa0) return 0;
  if (first == 0xed && byte(at + 1) > 0x9f) return 0;
  if (first == 0xef && byte(at + 1) == 0xbf && byte(at + 2) >= 0xbe) return 0;
  if (first == 0xf0 && byte(at + 1) < 0x90) return 0;
  if (first == 0xf4 && byte(at + 1) > 0x8f) return 0;
  return size;
}

// In thousandths of the font's size.
Pixels letter_width(char letter) {
  struct Widths {
    std::string_view letters;
    Pixels width;
  };
  constexpr Widths kWidths[] = {{"ijl'", 290},    {" .,:;|I/\\", 350}, {"ft-![]()r\"", 420},
                                {"cksvxyz", 590}, {"mMW%@", 990},      {"w+=<>", 840}};
  for (const Widths& some : kWidths) {
    if (some.letters.find(letter) != std::string_view::npos) return some.width;
  }
  return letter >= 'A' && letter <= 'Z' ? 750 : 640;
}

}  // namespace

std::string svg_escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = letter_size(text, at);
    const char c = text[at];
    if (size == 0) {
      out += "\xef\xbf\xbd";  // U+FFFD
    } else if (size > 1) {
      out.append(text, at, size);
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7f) {
      out += ' ';
    } else {
      out += c;
    }
    at += std::max<std::size_t>(size, 1);
  }
  return out;
}

Pixels text_width(std::string_view text, Pixels size) {
  std::int64_t width = 0;
  for (const char c : text) {
    if ((static_cast<std::uint8_t>(c) & 0xc0) != 0x80) width += letter_width(c);
  }
  return static_cast<Pixels>((width * size + 999) / 1000);
}

Pixels bold_width(std::string_view text, Pixels size) { return text_width(text, size) * 9 / 8; }

std::vector<std::string> text_lines(std::string_view text, Pixels size, Pixels width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string word(text.substr(at, space - at));
    std::string& line = lines.back();
    const std::string longer = line.empty() ? word : line + " " + word;
    if (line.empty() || text_width(longer, size) <= width) {
      line = longer;
    } else {
      lines.push_back(word);
    }
    at = space + 1;
  }
  for (std::string& line : lines) line = fitted(line, size, width);
  return lines;
}

std::string fitted(std::string_view text, Pixels size, Pixels width) {
  if (text_width(text, size) <= width) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t step = std::max<std::size_t>(letter_size(text, at), 1);
    const std::string longer = out + std::string(text.substr(at, step));
    if (text_width(longer, size) + size > width) break;
    out = longer;
    at += step;
  }
  return out + "\xe2\x80\xa6";  // an ellipsis
}

void SvgPage::rect(std::string_view style, Pixels x, Pixels y, Pixels width, Pixels height,
                   Pixels rounding) {
  body_ += "<rect class=\"" + std::string(style) + "\" x=\"" + number(x) + "\" y=\"" + number(y) +
           "\" width=\"" + number(std::max(width, 0)) + "\" height=\"" +
           number(std::max(height, 0)) + "\"";
  if (rounding > 0) body_ += " rx=\"" + number(rounding) + "\"";
  body_ += "/>\n";
}

void SvgPage::line(std::string_view style, Pixels x1, Pixels y1, Pixels x2, Pixels y2) {
  body_ += "<line class=\"" + std::string(style) + "\" x1=\"" + number(x1) + "\" y1=\"" +
           number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\"/>\n";
}

void SvgPage::polyline(std::string_view style, const std::vector<Pixels>& points) {
  body_ +=
      "<polyline class=\"" + std::string(style) + "\" points=\"" + points_text(points) + "\"/>\n";
}

void SvgPage::polygon(std::string_view style, const std::vector<Pixels>& points) {
  body_ +=
      "<polygon class=\"" + std::string(style) + "\" points=\"" + points_text(points) + "\"/>\n";
}

void SvgPage::circle(std::string_view style, Pixels x, Pixels y, Pixels radius) {
  body_ += "<circle class=\"" + std::string(style) + "\" cx=\"" + number(x) + "\" cy=\"" +
           number(y) + "\" r=\"" + number(radius) + "\"/>\n";
}

void SvgPage::text(std::string_view style, Pixels x, Pixels y, std::string_view text,
                   Anchor anchor) {
  body_ +=
      "<text class=\"" + std::string(style) + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\"";
  if (anchor == Anchor::Middle) body_ += " text-anchor=\"middle\"";
  if (anchor == Anchor::End) body_ += " text-anchor=\"end\"";
  body_ += ">" + svg_escaped(text) + "</text>\n";
}

void SvgPage::open_group(std::string_view tooltip) {
  body_ += "<g><title>" + svg_escaped(tooltip) + "</title>\n";
}

void SvgPage::close_group() { body_ += "</g>\n"; }

std::string SvgPage::document(Pixels width, Pixels height, std::string_view title,
                              std::string_view description) const {
  const std::string size = number(width) + "\" height=\"" + number(height);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + size +
         "\" viewBox=\"0 0 " + number(width) + " " + number(height) + "\">\n";
  out += "<title>" + svg_escaped(title) + "</title>\n";
  out += "<desc>" + svg_escaped(description) + "</desc>\n";
  out += "<style>\n" + std::string(kStyle) + "</style>\n";
  out += "<rect class=\"page\" x=\"0\" y=\"0\" width=\"" + size + "\"/>\n";
  return out + body_ + "</svg>\n";
}

}  // namespace barnabas::sim
