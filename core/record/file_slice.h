// A part of a log file named by place, so that a fetch reply can carry records without their bytes.
#pragma once

#include <cstdint>

#include "core/base/rope.h"

namespace barnabas::record {

struct FileSlice {
  std::uint32_t file = UINT32_MAX;  // the FileId's number at the node that serves the slice
  std::uint64_t position = 0;
  std::uint32_t size = 0;

  bool empty() const { return size == 0; }
  friend bool operator==(const FileSlice&, const FileSlice&) = default;
};

// The records of a produce request or a fetch response. A serving broker names a slice; the host
// resolves it on the way out (shared bytes in the simulation, sendfile in the real world). A
// receiver sees bytes.
struct Records {
  FileSlice slice;
  Rope bytes;
  friend bool operator==(const Records&, const Records&) = default;
};

}  // namespace barnabas::record
