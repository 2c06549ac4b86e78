// What a stage does to the disks of its brokers.
#include <algorithm>

#include "core/base/check.h"
#include "core/broker/broker.h"
#include "core/log/segment_files.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

const std::string kDirectory = "t-0";

std::string log_path(std::int64_t base) {
  return log::segment_file_path(kDirectory, Offset{base}, log::kLogSuffix);
}

}  // namespace

template <class Write>
void Stage::write_files(std::int32_t broker, Write write) {
  const sim::EventRecord record = begin(broker);
  sim::SimFileSystem files(node(broker).disk);
  write(files);
  judge.on_files(world, record, broker, files.changes());
  judge.after_event(world, record);
}

void Stage::roll(std::int32_t broker, std::int64_t base) {
  write_files(broker, [base](sim::SimFileSystem& files) {
    BARNABAS_CHECK(files.open(log_path(base), FileUse::Log, true).has_value());
  });
}

void Stage::append(std::int32_t broker, const record::Batch& batch) {
  std::int64_t segment = 0;
  for (const std::string& path : node(broker).disk.paths()) {
    const std::string name = path.substr(kDirectory.size() + 1);
    if (const auto base = log::offset_of_file(name, log::kLogSuffix)) segment = base->value;
  }
  write_files(broker, [&](sim::SimFileSystem& files) {
    const auto file = files.open(log_path(segment), FileUse::Log, false);
    const record::HeaderBytes header = record::encode_header(batch.header);
    BARNABAS_CHECK(
        files.append(*file, ByteSpan(header.data(), header.size()), batch.body).has_value());
  });
}

void Stage::truncate(std::int32_t broker, std::int64_t offset) {
  const auto* entry = judge.evidence().partitions.at(tp()).find_replica(broker)->log.find(offset);
  const std::uint64_t position = entry->position;
  write_files(broker, [position](sim::SimFileSystem& files) {
    const auto file = files.open(log_path(0), FileUse::Log, false);
    BARNABAS_CHECK(files.truncate(*file, position).has_value());
  });
}

void Stage::delete_segment(std::int32_t broker, std::int64_t base) {
  write_files(broker, [base](sim::SimFileSystem& files) {
    BARNABAS_CHECK(files.rename(log_path(base), log_path(base) + ".deleted").has_value());
  });
}

void Stage::roll_and_delete(std::int32_t broker, std::int64_t base, std::int64_t old_base) {
  write_files(broker, [base, old_base](sim::SimFileSystem& files) {
    BARNABAS_CHECK(files.open(log_path(base), FileUse::Log, true).has_value());
    BARNABAS_CHECK(files.rename(log_path(old_base), log_path(old_base) + ".deleted").has_value());
  });
}

void Stage::write_epochs(std::int32_t broker, const std::string& text) {
  write_files(broker, [&text](sim::SimFileSystem& files) {
    const std::string path = kDirectory + "/leader-epoch-checkpoint";
    const auto file = files.open(path + ".tmp", FileUse::Text, true);
    BARNABAS_CHECK(files.append(*file, as_bytes(text), {}).has_value());
    files.close(*file);
    BARNABAS_CHECK(files.rename(path + ".tmp", path).has_value());
  });
}

void Stage::lose_power(std::int32_t broker) {
  sim::Node& victim = node(broker);
  victim.up = false;
  victim.state.clear();
  victim.disk.kill();
  Prng prng{1, 0};
  victim.disk.power_loss(prng);
  Note lost;
  lost.kind = NoteKind::PowerLost;
  note(broker, lost);
}

void Stage::flip_bit(std::int32_t broker, std::uint64_t position) {
  BARNABAS_CHECK(node(broker).disk.flip_bit(log_path(0), position, 0).has_value());
  Note fired;
  fired.kind = NoteKind::FaultFired;
  note(broker, fired);
}

void Stage::write_text(std::int32_t broker, const std::string& path, const std::string& text) {
  write_files(broker, [&](sim::SimFileSystem& files) {
    const auto file = files.open(path + ".tmp", FileUse::Text, true);
    BARNABAS_CHECK(files.append(*file, as_bytes(text), {}).has_value());
    files.close(*file);
    BARNABAS_CHECK(files.rename(path + ".tmp", path).has_value());
  });
}

void Stage::overwrite(std::int32_t broker, const std::string& path, const ByteVector& bytes) {
  sim::SimFileSystem files(node(broker).disk, false);
  const auto file = files.open(path, FileUse::Index, true);
  BARNABAS_CHECK(files.truncate(*file, 0).has_value());
  BARNABAS_CHECK(files.append(*file, bytes, {}).has_value());
  files.close(*file);
}

void Stage::open_log(std::int32_t broker, bool clean) {
  write_files(broker, [&](sim::SimFileSystem& files) {
    log::LogConfig config;
    config.index_interval_bytes = 0;
    config.producer_id_expiration_ms = INT64_MAX;  // the made-up batches are of 1970
    log::RecoveryReport report;
    auto opened =
        log::Log::open(files, kDirectory, config, Offset{0}, Offset{0}, clean, WallTime{1}, report);
    BARNABAS_CHECK(opened.has_value());
    state(broker).log.emplace(std::move(*opened));
  });
}

void Stage::lead(std::int32_t broker, std::int32_t epoch, const record::Batch& batch) {
  write_files(broker, [&](sim::SimFileSystem& files) {
    Rope rope;
    record::append_to(rope, batch);
    const auto result =
        state(broker).log->append_as_leader(files, rope, LeaderEpoch{epoch}, WallTime{1});
    BARNABAS_CHECK(result.error == ErrorCode::None);
  });
}

void Stage::recreate_topic() {
  for (std::int32_t id = 1; id <= 3; ++id) {
    state(id).high_watermark = Offset{0};
    write_files(id, [](sim::SimFileSystem& files) {
      BARNABAS_CHECK(files.remove(log_path(0)).has_value());
    });
  }
  const std::string topic = "/brokers/topics/t";
  for (const char* part : {"/partitions/0/state", "/partitions/0", "/partitions", ""}) {
    protocol::zk::Request request;
    request.op.code = protocol::zk::OpCode::Delete;
    request.op.path = topic + part;
    zookeeper(std::move(request));
  }
  set_znode(topic, "{\"partitions\":{\"0\":[1,2,3]},\"version\":3}");
  set_leader(1, 0, {1, 2, 3});
  for (std::int32_t id = 1; id <= 3; ++id) roll(id, 0);
}

}  // namespace barnabas::test
