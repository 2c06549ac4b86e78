// A distinct integer type per meaning, so that an offset can never be passed where an epoch is
// meant.
//
// StrongInt holds one integer of a fixed width. It compares with its own kind only; arithmetic is
// offered through explicit member functions (`next`, `plus`, `minus`) because only some ids can be
// counted.
#pragma once

#include <compare>
#include <cstdint>

namespace barnabas {

template <class Tag, class Rep>
struct StrongInt {
  using rep = Rep;
  Rep value{};

  constexpr StrongInt() = default;
  constexpr explicit StrongInt(Rep v) : value(v) {}

  constexpr StrongInt next() const { return StrongInt(static_cast<Rep>(value + 1)); }
  constexpr StrongInt plus(Rep delta) const { return StrongInt(static_cast<Rep>(value + delta)); }
  constexpr Rep minus(StrongInt other) const { return static_cast<Rep>(value - other.value); }

  friend constexpr bool operator==(StrongInt a, StrongInt b) { return a.value == b.value; }
  friend constexpr auto operator<=>(StrongInt a, StrongInt b) { return a.value <=> b.value; }
};

}  // namespace barnabas
