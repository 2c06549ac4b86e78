// One open file of the real world: its descriptor, its size, its read-only mapping and its leased
// slices.
//
// All writes go through pwritev at a known position, so the size is known without asking. The
// mapping is made when a span is first asked for and reaches beyond the end, so that it is remade
// only each time the file has doubled; it is shared with the page cache and sees later writes.
// Known weakness, as in Kafka: a device error under a mapping is a SIGBUS, not an error value.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/posix/descriptor.h"
#include "core/posix/slice_ref.h"

namespace barnabas::posix {

class OpenFile {
 public:
  // `path` is for error texts.
  OpenFile(Descriptor file, std::string path, std::uint64_t size);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  const std::string& path() const { return path_; }
  void set_path(std::string path) { path_ = std::move(path); }
  std::uint64_t size() const { return size_; }

  Result<void> append(ByteSpan prefix, ByteSpan tail);
  Result<void> write_at(std::uint64_t position, ByteSpan bytes);
  Result<void> read_at(std::uint64_t position, std::span<std::uint8_t> out) const;
  Result<void> truncate(std::uint64_t size);
  Result<void> sync_data();
  ByteSpan view();
  Result<std::shared_ptr<const SliceLease>> lease(std::uint64_t position, std::uint64_t size);

 private:
  Result<void> write_all(ByteSpan first, ByteSpan second, std::uint64_t position);
  // Gives the leases that reach into [begin, end) copies of their own.
  Result<void> copy_out_leases(std::uint64_t begin, std::uint64_t end);
  Result<void> copy_out(SliceLease& lease) const;
  void unmap();

  std::shared_ptr<const Descriptor> file_;
  std::string path_;
  std::uint64_t size_ = 0;
  void* mapping_ = nullptr;
  std::size_t mapping_size_ = 0;
  ByteVector unmapped_;  // for a file system that cannot map
  std::vector<std::weak_ptr<SliceLease>> leases_;
};

}  // namespace barnabas::posix
