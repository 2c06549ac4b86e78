// A picture as SVG, shape by shape: self-contained text, in integers, the same bytes everywhere.
//
// Colours, line widths and fonts are classes of one style sheet that every picture carries, chosen
// from the palette of Okabe and Ito, which people with any colour vision can tell apart; what a
// colour says, a word, a shape or a dash says too. Text is measured with the widths of a wide
// typeface, so that it fits with any other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace barnabas::sim {

using Pixels = std::int32_t;

enum class Anchor : std::uint8_t { Start, Middle, End };

class SvgPage {
 public:
  void rect(std::string_view style, Pixels x, Pixels y, Pixels width, Pixels height,
            Pixels rounding = 0);
  void line(std::string_view style, Pixels x1, Pixels y1, Pixels x2, Pixels y2);
  // Straight lines from point to point: x, y, x, y, ...
  void polyline(std::string_view style, const std::vector<Pixels>& points);
  void polygon(std::string_view style, const std::vector<Pixels>& points);
  void circle(std::string_view style, Pixels x, Pixels y, Pixels radius);
  // `y` is the line that the letters stand on.
  void text(std::string_view style, Pixels x, Pixels y, std::string_view text,
            Anchor anchor = Anchor::Start);
  // What a reader of the picture is told who points at, or listens to, the next shape.
  void open_group(std::string_view tooltip);
  void close_group();
  // All of another page, over what is there.
  void append(const SvgPage& other) { body_ += other.body_; }

  // The whole document. `title` and `description` are what screen readers say.
  std::string document(Pixels width, Pixels height, std::string_view title,
                       std::string_view description) const;

 private:
  std::string body_;
};

// Text between tags and in quotes: escaped, and without what XML cannot hold.
std::string svg_escaped(std::string_view text);
// How wide a text is at most in a font of this size.
Pixels text_width(std::string_view text, Pixels size);
Pixels bold_width(std::string_view text, Pixels size);
// Broken at spaces to lines of at most `width`; never empty.
std::vector<std::string> text_lines(std::string_view text, Pixels size, Pixels width);
// Cut with an ellipsis where it does not fit.
std::string fitted(std::string_view text, Pixels size, Pixels width);

// Sizes of the fonts by the style's name: "small", "text", "bold", "title".
inline constexpr Pixels kSmallSize = 18;
inline constexpr Pixels kTextSize = 20;
inline constexpr Pixels kTitleSize = 30;

}  // namespace barnabas::sim
