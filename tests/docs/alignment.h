// Where the items of a quote stand in an output whose numbers may have changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace barnabas::docs {

// A line of output with the lines that go on with it.
struct Item {
  std::vector<std::string> lines;
  std::string skeleton{};            // its text without numbers and the width of its blanks
  std::vector<std::string> words{};  // of the skeleton, sorted
  bool is_cut_off = false;           // a quote shows its beginning only
};

std::string skeleton_of(const std::vector<std::string>& lines);
std::vector<std::string> words_of(const std::string& skeleton);

inline constexpr std::size_t kNowhere = SIZE_MAX;

// For each item of the quote the item of the output with the same skeleton, in order: as many as
// there can be, of these what is equal to the letter, and what stands together as it is quoted.
// Between those, an item that shares most of its words.
std::vector<std::size_t> align(const std::vector<Item>& quoted, const std::vector<Item>& real);

}  // namespace barnabas::docs
