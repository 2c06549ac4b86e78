#include "core/posix/open_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace barnabas::posix {

namespace {

constexpr std::size_t kMappingSizeMin = 64 * 1024;

off_t file_position(std::uint64_t position) { return static_cast<off_t>(position); }

// writev takes pointers to non-const, but does not write through them.
iovec vector_of(ByteSpan bytes) { return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()}; }

Error read_error(int number, const std::string& path) { return system_error(number, "read", path); }

Result<void> read_fully(int fd, std::uint64_t position, std::span<std::uint8_t> out,
                        const std::string& path) {
  while (!out.empty()) {
    const ssize_t count = retry_interrupted(
        [&] { return ::pread(fd, out.data(), out.size(), file_position(position)); });
    if (count < 0) return read_error(errno, path);
    if (count == 0) return Error{Errc::OutOfRange, "read " + path + ": end of file"};
    out = out.subspan(static_cast<std::size_t>(count));
    position += static_cast<std::uint64_t>(count);
  }
  return {};
}

}  // namespace

OpenFile::OpenFile(Descriptor file, std::string path, std::uint64_t size)
    : file_(std::make_shared<const Descriptor>(std::move(file))),
      path_(std::move(path)),
      size_(size) {}

OpenFile::~OpenFile() { unmap(); }

Result<void> OpenFile::write_all(ByteSpan first, ByteSpan second, std::uint64_t position) {
  while (!first.empty() || !second.empty()) {
    const iovec parts[2] = {vector_of(first), vector_of(second)};
    const ssize_t count = retry_interrupted(
        [&] { return ::pwritev(file_->get(), parts, 2, file_position(position)); });
    if (count <= 0) {
      // Neither an error nor progress: no regular file does that; better an error than a loop.
      return system_error(count < 0 ? errno : EIO, "write", path_);
    }
    const auto done = static_cast<std::size_t>(count);
    const std::size_t from_first = std::min(done, first.size());
    first = first.subspan(from_first);
    second = second.subspan(done - from_first);
    position += done;
    size_ = std::max(size_, position);
  }
  return {};
}

Result<void> OpenFile::append(ByteSpan prefix, ByteSpan tail) {
  return write_all(prefix, tail, size_);
}

Result<void> OpenFile::write_at(std::uint64_t position, ByteSpan bytes) {
  if (position > size_) return Error{Errc::OutOfRange, "a write may not leave a hole"};
  const Result<void> kept = copy_out_leases(position, position + bytes.size());
  if (!kept) return kept;
  return write_all(bytes, {}, position);
}

Result<void> OpenFile::read_at(std::uint64_t position, std::span<std::uint8_t> out) const {
  if (position > size_ || out.size() > size_ - position) {
    return Error{Errc::OutOfRange, "a read may not reach behind the end of the file"};
  }
  return read_fully(file_->get(), position, out, path_);
}

Result<void> OpenFile::truncate(std::uint64_t size) {
  if (size > size_) return Error{Errc::OutOfRange, "a truncation may not extend the file"};
  if (size == size_) return {};
  const Result<void> kept = copy_out_leases(size, UINT64_MAX);
  if (!kept) return kept;
  const int done =
      retry_interrupted([&] { return ::ftruncate(file_->get(), file_position(size)); });
  if (done < 0) return system_error(errno, "truncate", path_);
  size_ = size;
  return {};
}

Result<void> OpenFile::sync_data() {
  const int done = retry_interrupted([&] { return ::fdatasync(file_->get()); });
  if (done < 0) return system_error(errno, "sync", path_);
  return {};
}

ByteSpan OpenFile::view() {
  if (size_ == 0) return {};
  if (mapping_ == nullptr || mapping_size_ < size_) {
    unmap();
    std::size_t wanted = kMappingSizeMin;
    while (wanted < size_) wanted *= 2;
    void* mapped = ::mmap(nullptr, wanted, PROT_READ, MAP_SHARED, file_->get(), 0);
    if (mapped == MAP_FAILED) {
      unmapped_.resize(size_);
      return read_at(0, unmapped_) ? ByteSpan(unmapped_) : ByteSpan();
    }
    mapping_ = mapped;
    mapping_size_ = wanted;
  }
  return {static_cast<const std::uint8_t*>(mapping_), size_};
}

void OpenFile::unmap() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapping_size_);
  mapping_ = nullptr;
  mapping_size_ = 0;
}

Result<std::shared_ptr<const SliceLease>> OpenFile::lease(std::uint64_t position,
                                                          std::uint64_t size) {
  if (position > size_ || size > size_ - position) {
    return Error{Errc::OutOfRange, "the slice ends behind the end of its file"};
  }
  leases_.erase(std::remove_if(leases_.begin(), leases_.end(),
                               [](const auto& lease) { return lease.expired(); }),
                leases_.end());
  const auto lease = std::make_shared<SliceLease>(SliceLease{file_, position, size});
  leases_.push_back(lease);
  return std::shared_ptr<const SliceLease>(lease);
}

Result<void> OpenFile::copy_out_leases(std::uint64_t begin, std::uint64_t end) {
  for (const std::weak_ptr<SliceLease>& weak : leases_) {
    const std::shared_ptr<SliceLease> lease = weak.lock();
    if (lease == nullptr || lease->file != file_) continue;
    if (lease->position >= end || lease->position + lease->size <= begin) continue;
    const Result<void> copied = copy_out(*lease);
    if (!copied) return copied;
  }
  return {};
}

Result<void> OpenFile::copy_out(SliceLease& lease) const {
  Descriptor memory(::memfd_create("barnabas-slice", MFD_CLOEXEC));
  if (!memory.is_open()) return system_error(errno, "copy out a slice of", path_);
  ByteVector bytes(lease.size);
  const Result<void> read = read_fully(file_->get(), lease.position, bytes, path_);
  if (!read) return read;
  OpenFile copy(std::move(memory), path_, 0);
  const Result<void> written = copy.append(bytes, {});
  if (!written) return written;
  lease.file = copy.file_;
  lease.position = 0;
  return {};
}

}  // namespace barnabas::posix
