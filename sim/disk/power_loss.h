// What a power cut takes, and what a report of it says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace barnabas::sim {

struct PowerLossOptions {
  // What stays of bytes that no sync has saved.
  enum class Tail : std::uint8_t {
    Lost,    // nothing
    Prefix,  // of a file that only grew: whole appends up to a drawn one; of another: old or new,
             // drawn
    Torn,    // the same, but cut at any byte, and the last page may hold zeros or garbage, or the
             // file may have kept its length and hold zeros from there on
  };
  // What stays of creations, renames and removals that no sync has saved.
  enum class Names : std::uint8_t { Lost, Kept, Drawn };

  Tail tail = Tail::Lost;
  Names names = Names::Lost;
  friend bool operator==(const PowerLossOptions&, const PowerLossOptions&) = default;
};

// One file that is not as it was. A new name that vanished has no path_after; a removal that was
// undone has no path_before; two different paths are a rename that was undone.
struct FileLoss {
  std::string path_before;
  std::string path_after;
  std::uint64_t size_before = 0;
  std::uint64_t size_after = 0;
  std::uint64_t bytes_lost = 0;  // bytes of the former content that are gone or overwritten
  bool is_torn = false;          // what stays does not end with a whole append
  friend bool operator==(const FileLoss&, const FileLoss&) = default;
};

struct PowerLossReport {
  std::vector<FileLoss> files;  // those that changed, by path_before, then path_after
  bool names_kept = false;

  std::uint64_t bytes_lost() const {
    std::uint64_t total = 0;
    for (const FileLoss& loss : files) total += loss.bytes_lost;
    return total;
  }
  friend bool operator==(const PowerLossReport&, const PowerLossReport&) = default;
};

}  // namespace barnabas::sim
