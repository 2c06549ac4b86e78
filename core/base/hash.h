// Hashing of whole values, field by field: the state fingerprint of a world.
//
// hash_of(x) works for integers, enums, strings, containers, optionals, variants, Cow, Ref,
// SharedBytes, strong ids and every aggregate of these (by reflection, so that no field can be
// forgotten). Sizes are folded as 64-bit integers; padding, pointers and std::hash never take part.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/cow.h"
#include "core/base/prng.h"
#include "core/base/reflect.h"
#include "core/base/strong.h"

namespace barnabas {

class Hasher {
 public:
  void fold(std::uint64_t word) { state_ = mix64(state_ ^ word) + 0x632be59bd9b4e019u; }
  void fold_bytes(ByteSpan bytes);
  std::uint64_t digest() const { return mix64(state_); }

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3u;
};

template <class T>
void fold_value(Hasher& hasher, const T& value);

namespace hash_detail {

template <class T>
concept SelfHashing = requires(const T& value, Hasher& hasher) {
  value.fold_into(hasher);
};
template <class T>
concept Range = requires(const T& value) {
  value.begin();
  value.end();
  value.size();
};

template <class T>
struct IsStrong : std::false_type {};
template <class Tag, class Rep>
struct IsStrong<StrongInt<Tag, Rep>> : std::true_type {};

template <class T>
struct Folder {
  static void fold(Hasher& hasher, const T& value) {
    if constexpr (SelfHashing<T>) {
      value.fold_into(hasher);
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      hasher.fold(static_cast<std::uint64_t>(value));
    } else if constexpr (IsStrong<T>::value) {
      hasher.fold(static_cast<std::uint64_t>(value.value));
    } else if constexpr (Range<T>) {
      hasher.fold(static_cast<std::uint64_t>(value.size()));
      for (const auto& item : value) fold_value(hasher, item);
    } else {
      reflect_fields(value, [&hasher](const auto&... field) { (fold_value(hasher, field), ...); });
    }
  }
};
template <>
struct Folder<std::string> {
  static void fold(Hasher& hasher, const std::string& text) { hasher.fold_bytes(as_bytes(text)); }
};
template <>
struct Folder<SharedBytes> {
  static void fold(Hasher& hasher, const SharedBytes& b) { hasher.fold_bytes(b.span()); }
};
template <class T>
struct Folder<Cow<T>> {
  static void fold(Hasher& hasher, const Cow<T>& cow) { fold_value(hasher, *cow); }
};
template <class T>
struct Folder<Ref<T>> {
  static void fold(Hasher& hasher, const Ref<T>& ref) {
    hasher.fold(ref ? 1 : 0);
    if (ref) fold_value(hasher, *ref);
  }
};
template <class T>
struct Folder<std::optional<T>> {
  static void fold(Hasher& hasher, const std::optional<T>& optional) {
    hasher.fold(optional ? 1 : 0);
    if (optional) fold_value(hasher, *optional);
  }
};
template <class A, class B>
struct Folder<std::pair<A, B>> {
  static void fold(Hasher& hasher, const std::pair<A, B>& pair) {
    fold_value(hasher, pair.first);
    fold_value(hasher, pair.second);
  }
};
template <class... T>
struct Folder<std::variant<T...>> {
  static void fold(Hasher& hasher, const std::variant<T...>& variant) {
    hasher.fold(static_cast<std::uint64_t>(variant.index()));
    std::visit([&hasher](const auto& value) { fold_value(hasher, value); }, variant);
  }
};
template <>
struct Folder<std::monostate> {
  static void fold(Hasher&, const std::monostate&) {}
};

}  // namespace hash_detail

template <class T>
void fold_value(Hasher& hasher, const T& value) {
  hash_detail::Folder<T>::fold(hasher, value);
}

template <class T>
std::uint64_t hash_of(const T& value) {
  Hasher hasher;
  fold_value(hasher, value);
  return hasher.digest();
}

}  // namespace barnabas
