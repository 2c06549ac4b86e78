#include "sim/net/message_size.h"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/base/hash.h"

namespace barnabas::sim {
namespace {

template <class T>
std::int64_t size_of(const T& value);

template <class T>
struct Size {
  static std::int64_t of(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return 2;
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<std::int64_t>(sizeof(T));
    } else if constexpr (hash_detail::IsStrong<T>::value) {
      return static_cast<std::int64_t>(sizeof(value.value));
    } else if constexpr (hash_detail::Range<T>) {
      std::int64_t size = 4;
      for (const auto& item : value) size += size_of(item);
      return size;
    } else {
      std::int64_t size = 0;
      reflect_fields(value, [&size](const auto&... field) { ((size += size_of(field)), ...); });
      return size;
    }
  }
};
template <>
struct Size<std::string> {
  static std::int64_t of(const std::string& text) {
    return 2 + static_cast<std::int64_t>(text.size());
  }
};
template <>
struct Size<SharedBytes> {
  static std::int64_t of(const SharedBytes& bytes) { return 4 + bytes.size(); }
};
template <>
struct Size<Rope> {
  static std::int64_t of(const Rope& rope) { return static_cast<std::int64_t>(rope.size()); }
};
// A slice that is not resolved stands for its bytes.
template <>
struct Size<record::FileSlice> {
  static std::int64_t of(const record::FileSlice& slice) { return slice.size; }
};
template <class T>
struct Size<std::optional<T>> {
  static std::int64_t of(const std::optional<T>& optional) {
    return optional ? size_of(*optional) : 1;
  }
};
template <class A, class B>
struct Size<std::pair<A, B>> {
  static std::int64_t of(const std::pair<A, B>& pair) {
    return size_of(pair.first) + size_of(pair.second);
  }
};
template <class... T>
struct Size<std::variant<T...>> {
  static std::int64_t of(const std::variant<T...>& variant) {
    return std::visit([](const auto& value) { return size_of(value); }, variant);
  }
};
template <>
struct Size<std::monostate> {
  static std::int64_t of(const std::monostate&) { return 0; }
};

template <class T>
std::int64_t size_of(const T& value) {
  return Size<T>::of(value);
}

}  // namespace

std::int64_t message_size(const protocol::RequestBody& body) {
  return kMessageOverhead + size_of(body);
}

std::int64_t message_size(const protocol::ResponseBody& body) {
  return kMessageOverhead + size_of(body);
}

}  // namespace barnabas::sim
