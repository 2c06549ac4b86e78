// The half of the real file system that deals with names: directories, opening, renaming, removing,
// the lock.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/ports/file_path.h"
#include "core/posix/posix_file_system.h"

namespace barnabas::posix {

namespace {

constexpr mode_t kDirectoryMode = 0755;
constexpr mode_t kFileMode = 0644;

Error bad_path(std::string_view path) {
  return {Errc::Invalid, "not a path below the data root: '" + std::string(path) + "'"};
}

// The system calls know the root as ".".
const char* system_path(const std::string& path) { return path.empty() ? "." : path.c_str(); }

Result<void> make_root(const std::string& root) {
  std::string made;
  std::string_view rest = root;
  if (!rest.empty() && rest.front() == '/') {
    made = "/";
    rest.remove_prefix(1);
  }
  while (!rest.empty()) {
    made += std::string(take_path_part(rest)) + "/";
    if (::mkdir(made.c_str(), kDirectoryMode) < 0 && errno != EEXIST) {
      return system_error(errno, "make directory", made);
    }
  }
  return {};
}

// A lock of this open file, not of this process: it also keeps out a second one in the same
// process, and it meets the record lock of a Java broker.
Result<Descriptor> take_lock(int root_fd, const std::string& root) {
  const std::string name(kLockFileName);
  Descriptor lock(::openat(root_fd, name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode));
  if (!lock.is_open()) return system_error(errno, "open the lock of", root);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(lock.get(), F_OFD_SETLK, &whole) < 0) {
    if (errno != EAGAIN && errno != EACCES) return system_error(errno, "lock", root);
    return Error{Errc::AlreadyExists,
                 "cannot lock " + root + "/" + name + ": another broker is using this directory"};
  }
  return lock;
}

}  // namespace

PosixFileSystem::PosixFileSystem(Descriptor root, Descriptor lock)
    : root_(std::move(root)), lock_(std::move(lock)) {}

Result<std::unique_ptr<PosixFileSystem>> PosixFileSystem::open_root(const std::string& root) {
  if (root.empty()) return Error{Errc::Invalid, "the data root has no name"};
  const Result<void> made = make_root(root);
  if (!made) return made.error();
  Descriptor directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return system_error(errno, "open data root", root);
  Result<Descriptor> lock = take_lock(directory.get(), root);
  if (!lock) return lock.error();
  return std::unique_ptr<PosixFileSystem>(
      new PosixFileSystem(std::move(directory), std::move(*lock)));
}

Result<bool> PosixFileSystem::is_directory(const std::string& path) const {
  struct stat status {};
  if (::fstatat(root_.get(), system_path(path), &status, 0) < 0) {
    return system_error(errno, "look at", path);
  }
  return S_ISDIR(status.st_mode);
}

Result<void> PosixFileSystem::make_directory(std::string_view path) {
  if (!is_directory_path(path)) return bad_path(path);
  std::string made;
  while (!path.empty()) {
    made += (made.empty() ? "" : "/") + std::string(take_path_part(path));
    if (::mkdirat(root_.get(), made.c_str(), kDirectoryMode) == 0) {
      new_names_.insert(made);
      continue;
    }
    const int number = errno;
    if (number != EEXIST) return system_error(number, "make directory", made);
    const Result<bool> is_directory_there = is_directory(made);
    if (!is_directory_there) return is_directory_there.error();
    if (!*is_directory_there) return system_error(number, "make directory", made);
  }
  return {};
}

Result<void> PosixFileSystem::remove_directory(std::string_view path) {
  if (!is_file_path(path)) return bad_path(path);
  const std::string name(path);
  if (::unlinkat(root_.get(), name.c_str(), AT_REMOVEDIR) < 0) {
    // POSIX lets a file system say EEXIST for a directory that is not empty.
    return system_error(errno == EEXIST ? ENOTEMPTY : errno, "remove directory", name);
  }
  new_names_.erase(name);
  return {};
}

bool PosixFileSystem::exists(std::string_view path) const {
  return is_directory_path(path) && is_directory(std::string(path)).has_value();
}

Result<std::vector<std::string>> PosixFileSystem::list(std::string_view directory) const {
  if (!is_directory_path(directory)) return bad_path(directory);
  const std::string path(directory);
  const int fd = ::openat(root_.get(), system_path(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_error(errno, "list", path);
  DIR* stream = ::fdopendir(fd);
  if (stream == nullptr) {
    const int number = errno;
    ::close(fd);
    return system_error(number, "list", path);
  }
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string name = entry->d_name;
    const bool is_lock = path.empty() && name == kLockFileName;
    if (is_path_part(name) && !is_lock) names.push_back(name);
    errno = 0;
  }
  const int number = errno;
  ::closedir(stream);
  if (number != 0) return system_error(number, "list", path);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::shared_ptr<OpenFile>> PosixFileSystem::open_path(const std::string& path, bool create) {
  const auto open_with = [&](int flags) {
    return Descriptor(retry_interrupted([&] {
      return ::openat(root_.get(), path.c_str(), O_RDWR | O_CLOEXEC | flags, kFileMode);
    }));
  };
  Descriptor file = open_with(0);
  if (!file.is_open() && errno == ENOENT && create) {
    file = open_with(O_CREAT | O_EXCL);
    if (file.is_open()) new_names_.insert(path);
  }
  if (!file.is_open()) return system_error(errno, "open", path);
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) return system_error(errno, "open", path);
  return std::make_shared<OpenFile>(std::move(file), path,
                                    static_cast<std::uint64_t>(status.st_size));
}

// A file and a directory cannot replace each other; the system's error for that depends on which is
// which.
Result<void> PosixFileSystem::check_rename(const std::string& from, const std::string& to) const {
  const Result<bool> is_from_directory = is_directory(from);
  if (!is_from_directory) return is_from_directory.error();
  const Result<bool> is_to_directory = is_directory(to);
  if (is_to_directory && *is_to_directory != *is_from_directory) {
    return Error{Errc::Invalid, to + ": a file and a directory cannot replace each other"};
  }
  return {};
}

Result<void> PosixFileSystem::rename(std::string_view from, std::string_view to) {
  if (!is_file_path(from)) return bad_path(from);
  if (!is_file_path(to)) return bad_path(to);
  const std::string old_name(from);
  const std::string new_name(to);
  const Result<void> allowed = check_rename(old_name, new_name);
  if (!allowed) return allowed;
  if (::renameat(root_.get(), old_name.c_str(), root_.get(), new_name.c_str()) < 0) {
    return system_error(errno == EEXIST ? ENOTEMPTY : errno, "rename to", new_name);
  }
  if (old_name == new_name) return {};
  close_path(new_name);
  move_paths(old_name, new_name);
  return {};
}

Result<void> PosixFileSystem::remove(std::string_view path) {
  if (!is_file_path(path)) return bad_path(path);
  const std::string name(path);
  if (::unlinkat(root_.get(), name.c_str(), 0) < 0) {
    // POSIX knows EPERM for a directory, Linux EISDIR.
    return system_error(errno == EPERM ? EISDIR : errno, "remove", name);
  }
  close_path(name);
  new_names_.erase(name);
  return {};
}

Result<void> PosixFileSystem::fsync_directory(const std::string& path) {
  const Descriptor directory(
      ::openat(root_.get(), system_path(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return system_error(errno, "sync directory", path);
  const int done = retry_interrupted([&] { return ::fsync(directory.get()); });
  if (done < 0) return system_error(errno, "sync directory", path);
  return {};
}

}  // namespace barnabas::posix
