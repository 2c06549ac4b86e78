#include <algorithm>

#include "core/base/prng.h"
#include "core/record/record.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"

namespace barnabas::test {
namespace {

using record::Batch;
using record::BatchReader;

ByteVector bytes_of(const Batch& batch) { return record::rope_of(batch).flatten(); }

Batch decode(const ByteVector& bytes) {
  Batch batch{record::decode_header(bytes), {}};
  batch.body = SharedBytes(ByteVector(bytes.begin() + record::kHeaderSize, bytes.end()));
  return batch;
}

int count_batches(const Rope& rope, bool* is_malformed = nullptr) {
  BatchReader reader(rope);
  int count = 0;
  while (reader.next()) ++count;
  if (is_malformed != nullptr) *is_malformed = reader.is_malformed();
  return count;
}

// The rope in pieces of `size` bytes without prefixes.
Rope chopped(const ByteVector& bytes, std::uint32_t size) {
  Rope rope;
  const SharedBytes all(bytes);
  for (std::uint32_t at = 0; at < all.size(); at += size) {
    rope.append({}, all.slice(at, std::min(size, all.size() - at)));
  }
  return rope;
}

}  // namespace

TEST_CASE("every flipped bit behind the checksum is noticed") {
  const ByteVector good = bytes_of(make_batch({0, 3, 1000, 1, 2, 20}));
  REQUIRE(record::validate(decode(good)));
  for (std::size_t byte = 16; byte < good.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      ByteVector bad = good;
      bad[byte] = static_cast<std::uint8_t>(bad[byte] ^ (1 << bit));
      INFO("byte " << byte << " bit " << bit);
      CHECK_FALSE(record::validate(decode(bad)));
    }
  }
}

TEST_CASE("base offset and leader epoch lie outside the checksum") {
  Batch batch = make_batch({0, -1, 1000, 1, 2, 20});
  batch.header.base_offset = Offset{77};
  batch.header.leader_epoch = LeaderEpoch{9};
  CHECK(record::validate(batch));
  CHECK(batch.header.last_offset() == Offset{78});
}

TEST_CASE("batches are found however the bytes are cut into pieces") {
  Rope rope;
  for (std::int64_t base = 0; base < 4; ++base)
    record::append_to(rope, make_batch({base, 0, 1000, 1, 1, 17}));
  const ByteVector bytes = rope.flatten();
  CHECK(count_batches(rope) == 4);
  for (std::uint32_t size = 1; size <= bytes.size(); ++size) {
    const Rope pieces = chopped(bytes, size);
    BatchReader reader(pieces);
    std::int64_t base = 0;
    while (const auto batch = reader.next()) {
      INFO("pieces of " << size);
      CHECK(batch->header.base_offset.value == base++);
      REQUIRE(record::validate(*batch));
    }
    CHECK(base == 4);
  }
}

TEST_CASE("a cut batch at the end is left out without complaint") {
  Rope two;
  record::append_to(two, make_batch({0, 0, 1000, 1, 1, 17}));
  record::append_to(two, make_batch({1, 0, 1000, 1, 1, 17}));
  const ByteVector whole = two.flatten();
  const std::size_t first = whole.size() / 2;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Rope cut = rope_of(
        SharedBytes(ByteVector(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))));
    bool is_malformed = false;
    const int expected = size == whole.size() ? 2 : size >= first ? 1 : 0;
    CHECK(count_batches(cut, &is_malformed) == expected);
    CHECK_FALSE(is_malformed);
  }
}

TEST_CASE("a length that cannot be true ends the walk") {
  for (const std::int32_t length : {INT32_MIN, -1, 0, 13, 48}) {
    ByteVector bytes = bytes_of(make_batch({}));
    store_be(bytes.data() + 8, length);
    bool is_malformed = false;
    CHECK(count_batches(rope_of(SharedBytes(bytes)), &is_malformed) == 0);
    CHECK(is_malformed);
  }
}

TEST_CASE("a body that does not decode is malformed, and says so") {
  const Batch good = make_batch({0, 0, 1000, 1, 3, 5});
  struct Case {
    const char* name;
    std::int32_t count;
    std::ptrdiff_t cut;
  };
  const Case cases[] = {{"one record too many is promised", 4, 0},
                        {"a record is left over", 2, 0},
                        {"the last byte is missing", 3, 1},
                        {"the last record is missing", 3, 12},
                        {"a negative count", -1, 0}};
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Batch bad = good;
      const ByteSpan body = good.body.span();
      bad.header.record_count = c.count;
      bad.body = SharedBytes(ByteVector(body.begin(), body.end() - c.cut));
      CHECK_FALSE(record::decode_records(bad));
    }
  }
  CHECK(record::decode_records(good)->size() == 3);
}

TEST_CASE("no body, whatever its bytes, leads the reader astray") {
  Prng prng = stream(7, "bodies");
  for (int i = 0; i < 20000; ++i) {
    ByteVector body(prng.below(40));
    for (std::uint8_t& byte : body)
      byte = static_cast<std::uint8_t>(prng.chance(1, 2) ? prng.below(8) : prng.next());
    Batch batch;
    batch.header.record_count = static_cast<std::int32_t>(prng.between(-1, 6));
    batch.body = SharedBytes(body);
    record::RecordReader reader(batch);
    int count = 0;
    while (const auto view = reader.next()) {
      record::decode_headers(*view);
      ++count;
    }
    CHECK(count <= std::max(batch.header.record_count, 0));
  }
}

TEST_CASE("the builder tells sizes as the bytes have them") {
  const std::vector<record::RecordHeader> headers = {{"h", "v"}, {"n", std::nullopt}};
  record::BatchBuilder builder;
  std::uint32_t size = record::kHeaderSize;
  for (std::int32_t i = 0; i < 200; ++i) {
    const std::string value(static_cast<std::size_t>(i), 'x');
    size += record::record_size(i, i * 3, as_bytes("key"), as_bytes(value), headers);
    builder.add(1000 + i * 3, as_bytes("key"), as_bytes(value), headers);
    REQUIRE(builder.size() == size);
  }
  const Batch batch = builder.build();
  CHECK(batch.size() == size);
  CHECK(bytes_of(batch).size() == size);
  CHECK(batch.header.max_timestamp == 1000 + 199 * 3);
  CHECK(builder.empty());
}

}  // namespace barnabas::test
