#include "core/log/checkpoint_file.h"

#include "core/log/checkpoint_text.h"
#include "core/log/segment_files.h"

namespace barnabas::log {
namespace {

Result<void> write_and_sync(FileSystem& files, std::string_view path, std::string_view text) {
  const Result<FileId> file = files.open(path, FileUse::Text, true);
  if (!file) return file.error();
  Result<void> done = files.truncate(*file, 0);  // A kill may have left an older attempt behind.
  if (done) done = files.append(*file, as_bytes(text), SharedBytes());
  if (done) done = files.sync(*file);
  files.close(*file);
  return done;
}

}  // namespace

Result<void> replace_text_file(FileSystem& files, std::string_view directory, std::string_view name,
                               std::string_view text) {
  const std::string path = path_in(directory, name);
  const std::string temporary = path + ".tmp";
  if (const Result<void> done = write_and_sync(files, temporary, text); !done) return done.error();
  if (const Result<void> done = files.rename(temporary, path); !done) return done.error();
  return files.sync_directory(directory);
}

Result<std::optional<std::string>> read_text_file(FileSystem& files, std::string_view directory,
                                                  std::string_view name) {
  const std::string path = path_in(directory, name);
  if (!files.exists(path)) return std::optional<std::string>();
  const Result<FileId> file = files.open(path, FileUse::Text, false);
  if (!file) return file.error();
  std::optional<std::string> text(as_text(files.view(*file)));
  files.close(*file);
  return text;
}

Result<void> write_offset_checkpoint(FileSystem& files, std::string_view directory,
                                     std::string_view name, const OffsetCheckpoint& offsets) {
  std::string text = checkpoint_header(offsets.size());
  for (const auto& [partition, offset] : offsets) {
    text += partition.topic;
    text.push_back(' ');
    text += std::to_string(partition.partition);
    text.push_back(' ');
    text += std::to_string(offset.value);
    text.push_back('\n');
  }
  return replace_text_file(files, directory, name, text);
}

Result<OffsetCheckpoint> read_offset_checkpoint(FileSystem& files, std::string_view directory,
                                                std::string_view name) {
  const auto with_name = [name](const Error& error) {
    return Error{error.code, std::string(name) + ": " + error.what};
  };
  const auto text = read_text_file(files, directory, name);
  if (!text) return with_name(text.error());
  if (!*text) return OffsetCheckpoint();
  const auto lines = parse_checkpoint(**text, 3);
  if (!lines) return with_name(lines.error());
  OffsetCheckpoint offsets;
  for (const CheckpointLine& line : *lines) {
    const auto partition = line.integer(1, 0, INT32_MAX);
    const auto offset = line.integer(2, 0, INT64_MAX);
    if (!partition) return with_name(partition.error());
    if (!offset) return with_name(offset.error());
    TopicPartition tp{std::string(line.fields[0]), static_cast<std::int32_t>(*partition)};
    offsets[std::move(tp)] = Offset{*offset};
  }
  return offsets;
}

}  // namespace barnabas::log
