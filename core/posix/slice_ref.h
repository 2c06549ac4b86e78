// A leased part of a file that sendfile can serve.
//
// The lease keeps the bytes as they were: the file may be removed (the descriptor stays open until
// the last lease on it is released), and before it is cut or overwritten below the lease's end, the
// leased bytes are copied out and the lease points to the copy. Ask fd() and position() anew before
// each sendfile call.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>

#include "core/posix/descriptor.h"

namespace barnabas::posix {

struct SliceLease {
  std::shared_ptr<const Descriptor> file;
  std::uint64_t position = 0;
  std::uint64_t size = 0;
};

class SliceRef {
 public:
  // `keeps` lives as long as the reference: the open file, so that a later writer finds its leases.
  SliceRef(std::shared_ptr<const SliceLease> lease, std::shared_ptr<const void> keeps)
      : lease_(std::move(lease)), keeps_(std::move(keeps)) {}

  int fd() const { return lease_->file->get(); }
  off_t position() const { return static_cast<off_t>(lease_->position); }
  std::size_t size() const { return lease_->size; }

 private:
  std::shared_ptr<const SliceLease> lease_;
  std::shared_ptr<const void> keeps_;
};

}  // namespace barnabas::posix
