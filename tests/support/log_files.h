// Looking at the files below a FileSystem: a directory as a map from names to bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/ports/file_system.h"

namespace barnabas::test {

using FileMap = std::map<std::string, ByteVector>;

// A whole file, in pieces: also one that is open elsewhere.
ByteVector read_file(FileSystem& files, const std::string& path);
void write_file(FileSystem& files, const std::string& path, ByteSpan bytes);

// The files of a directory by name. Those whose names end in ".deleted" only wait for their end;
// they can be left out.
FileMap files_in(FileSystem& files, const std::string& directory, bool with_deleted = true);

// Puts the files of a real directory below tests/ into `directory`.
void import_directory(FileSystem& files, const std::string& relative, const std::string& directory);
std::string read_text(const std::string& relative);

}  // namespace barnabas::test
