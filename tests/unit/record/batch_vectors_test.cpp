// Record batches that Kafka and independent client libraries wrote: ours has the same bytes, and
// reads theirs.
#include "core/record/record.h"
#include "tests/support/catch.h"
#include "tests/support/log_files.h"
#include "tests/support/vector_text.h"

namespace barnabas::test {
namespace {

struct VectorRecord {
  std::int32_t offset_delta = 0;
  std::int64_t timestamp = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<record::RecordHeader> headers;
};

VectorRecord parse_record(const std::string& text) {
  const std::vector<std::string> part = split(text, ' ');
  REQUIRE(part.size() == 5);
  VectorRecord r{std::stoi(part[0]), std::stoll(part[1]), bytes_of(part[2]), bytes_of(part[3]), {}};
  if (part[4] == "-") return r;
  for (const std::string& header : split(part[4], ',')) {
    const std::vector<std::string> pair = split(header, ':');
    r.headers.push_back({*bytes_of(pair[0]), bytes_of(pair[1])});
  }
  return r;
}

std::vector<VectorRecord> records_of(const VectorBlock& block) {
  std::vector<VectorRecord> records;
  for (const auto& [name, value] : block) {
    if (name == "record") records.push_back(parse_record(value));
  }
  return records;
}

std::int64_t number(const VectorBlock& block, const std::string& name) {
  return std::stoll(value_of(block, name));
}

std::optional<ByteSpan> span_of(const std::optional<std::string>& bytes) {
  return bytes ? std::optional<ByteSpan>(as_bytes(*bytes)) : std::nullopt;
}

// Whether the records count up without gaps: what a builder can write.
bool is_plain(const std::vector<VectorRecord>& records) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].offset_delta != static_cast<std::int32_t>(i)) return false;
  }
  return !records.empty();
}

record::Batch build(const VectorBlock& block) {
  record::BatchBuilder builder;
  for (const VectorRecord& r : records_of(block)) {
    builder.add(r.timestamp, span_of(r.key), span_of(r.value), r.headers);
  }
  builder.set_producer(ProducerId{number(block, "producer_id")},
                       ProducerEpoch{static_cast<std::int16_t>(number(block, "producer_epoch"))},
                       Sequence{static_cast<std::int32_t>(number(block, "base_sequence"))});
  std::int16_t attributes = 0;
  if (number(block, "transactional") == 1) attributes |= record::attribute::kTransactional;
  if (number(block, "control") == 1) attributes |= record::attribute::kControl;
  builder.set_attributes(attributes);
  record::Batch batch = builder.build();
  record::BatchHeader& h = batch.header;
  h.base_offset = Offset{number(block, "base_offset")};
  h.leader_epoch = LeaderEpoch{static_cast<std::int32_t>(number(block, "leader_epoch"))};
  if (value_of(block, "append_time") != "none") {
    h.attributes = static_cast<std::int16_t>(h.attributes | record::attribute::kLogAppendTime);
    h.max_timestamp = number(block, "append_time");
    h.crc = record::compute_crc(h, batch.body);
  }
  return batch;
}

void check_records(const record::Batch& batch, const std::vector<VectorRecord>& records,
                   bool is_append_time) {
  record::RecordReader reader(batch);
  for (const VectorRecord& expected : records) {
    const auto view = reader.next();
    REQUIRE(view);
    CHECK(view->offset_delta == expected.offset_delta);
    if (!is_append_time) CHECK(reader.timestamp_of(*view) == expected.timestamp);
    CHECK(view->key.has_value() == expected.key.has_value());
    if (view->key) CHECK(as_text(*view->key) == *expected.key);
    CHECK(view->value.has_value() == expected.value.has_value());
    if (view->value) CHECK(as_text(*view->value) == *expected.value);
    const auto headers = record::decode_headers(*view);
    REQUIRE(headers);
    CHECK(*headers == expected.headers);
  }
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.is_malformed());
}

}  // namespace

TEST_CASE("a batch has the bytes that Kafka and four client libraries give it") {
  for (const VectorBlock& block : parse_blocks(read_text("tests/data/kafka/batches.txt"))) {
    DYNAMIC_SECTION(value_of(block, "case")) {
      const ByteVector bytes = bytes_of_hex(value_of(block, "batch"));
      const Rope rope = rope_of(SharedBytes(bytes));
      record::BatchReader reader(rope);
      const auto theirs = reader.next();
      REQUIRE(theirs);
      CHECK(record::validate(*theirs));
      CHECK_FALSE(reader.next());
      const std::vector<VectorRecord> records = records_of(block);
      const bool is_append_time = value_of(block, "append_time") != "none";
      check_records(*theirs, records, is_append_time);
      if (is_plain(records)) CHECK(record::rope_of(build(block)).flatten() == bytes);
    }
  }
}

TEST_CASE("compressed batches of every library pass, and their records are not guessed at") {
  int seen = 0;
  for (const VectorBlock& block : parse_blocks(read_text("tests/data/kafka/compressed.txt"))) {
    if (block[0].first != "codec") continue;
    for (const auto& [name, value] : block) {
      if (value.size() < 2 * record::kHeaderSize ||
          value.find_first_not_of("0123456789abcdef") != std::string::npos) {
        continue;
      }
      INFO(value_of(block, "codec") << " by " << name);
      const Rope rope = rope_of(SharedBytes(bytes_of_hex(value)));
      record::BatchReader reader(rope);
      const auto batch = reader.next();
      REQUIRE(batch);
      CHECK(record::validate(*batch));
      CHECK(batch->header.record_count == 8);
      const bool is_plain = batch->header.compression() == record::Compression::None;
      CHECK(record::decode_records(*batch).has_value() == is_plain);
      ++seen;
    }
  }
  CHECK(seen >= 20);
}

}  // namespace barnabas::test
