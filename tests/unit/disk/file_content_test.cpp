// The bytes of a simulated file against a plain vector, in both layouts.
#include "sim/disk/file_content.h"

#include <array>

#include "core/base/prng.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

ByteVector drawn_bytes(Prng& prng, std::uint64_t size_max) {
  ByteVector bytes(prng.below(size_max + 1));
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(prng.next());
  return bytes;
}

void append_to(ByteVector& model, const ByteVector& bytes) {
  model.insert(model.end(), bytes.begin(), bytes.end());
}

// One random change to content and model alike.
void change(FileContent& content, ByteVector& model, Prng& prng) {
  const std::uint64_t kind = prng.below(12);
  if (kind < 8) {
    const ByteVector prefix = drawn_bytes(prng, kind == 0 ? 200 : kPrefixSizeMax);
    const ByteVector tail = drawn_bytes(prng, 50);
    content.append(prefix, SharedBytes(tail));
    append_to(model, prefix);
    append_to(model, tail);
  } else if (kind < 10) {
    const std::uint64_t size = model.size() - prng.below(model.size() / 4 + 1);
    content.truncate(size);
    model.resize(size);
  } else if (kind == 10) {
    const std::uint64_t position = prng.below(model.size() + 1);
    const ByteVector bytes = drawn_bytes(prng, 300);
    content.write_at(position, bytes);
    if (position + bytes.size() > model.size()) model.resize(position + bytes.size());
    std::copy(bytes.begin(), bytes.end(), model.begin() + static_cast<std::ptrdiff_t>(position));
  } else if (!model.empty()) {
    const std::uint64_t position = prng.below(model.size());
    const auto bit = static_cast<std::uint32_t>(prng.below(8));
    content.flip_bit(position, bit);
    model[position] = static_cast<std::uint8_t>(model[position] ^ (1u << bit));
  }
}

void check_equal(const FileContent& content, const ByteVector& model, Prng& prng) {
  REQUIRE(content.size() == model.size());
  REQUIRE(content.rope(0, content.size()).flatten() == model);
  if (!content.is_in_pieces()) {
    REQUIRE(as_text(content.view()) == as_text(model));
  }
  const std::uint64_t from = prng.below(model.size() + 1);
  const std::uint64_t size = prng.below(model.size() - from + 1);
  const ByteVector part(model.begin() + static_cast<std::ptrdiff_t>(from),
                        model.begin() + static_cast<std::ptrdiff_t>(from + size));
  ByteVector out(size);
  content.read(from, out);
  REQUIRE(out == part);
  const Rope rope = content.rope(from, size);
  REQUIRE(rope.flatten() == part);
}

TEST_CASE("file content equals a plain vector, and its copies and ropes never change") {
  for (const bool in_pieces : {true, false}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(in_pieces, seed);
      Prng prng{seed, 0};
      FileContent content(in_pieces);
      ByteVector model;
      std::vector<std::pair<FileContent, ByteVector>> copies;
      std::vector<std::pair<Rope, ByteVector>> ropes;
      for (int step = 0; step < 400; ++step) {
        change(content, model, prng);
        if (step % 10 == 0) check_equal(content, model, prng);
        if (step % 40 == 0) copies.emplace_back(content, model);
        if (step % 40 == 0) ropes.emplace_back(content.rope(0, content.size()), model);
      }
      for (const auto& [copy, bytes] : copies) check_equal(copy, bytes, prng);
      for (const auto& [rope, bytes] : ropes) REQUIRE(rope.flatten() == bytes);
      FileContent other = content;
      other.set_layout(!in_pieces);
      check_equal(other, model, prng);
    }
  }
}

TEST_CASE("appending shares the tail, and flipping a bit copies it first") {
  const SharedBytes body = shared_text("a body that three replicas share");
  FileContent one(true);
  FileContent two(true);
  one.append(as_bytes("h1"), body);
  two.append(as_bytes("h2"), body);
  CHECK(one.rope(0, one.size()).pieces[0].tail.span().data() == body.span().data());
  one.flip_bit(3, 0);
  CHECK(as_text(one.rope(2, 4).flatten()) == "a!bo");
  CHECK(as_text(two.rope(2, 4).flatten()) == "a bo");
  CHECK(as_text(body.span().first(4)) == "a bo");
}

TEST_CASE("digests follow the bytes, and a copy has its original's digest") {
  FileContent content(true);
  const std::uint64_t empty = content.digest();
  content.append(as_bytes("x"), shared_text("body"));
  const std::uint64_t first = content.digest();
  CHECK(first != empty);
  FileContent copy = content;
  CHECK(copy == content);
  copy.flip_bit(2, 7);
  CHECK(copy.digest() != first);
  CHECK_FALSE(copy == content);
  copy.flip_bit(2, 7);
  CHECK(copy.digest() == first);
  copy.append(as_bytes("y"), SharedBytes());
  copy.truncate(content.size());
  CHECK(copy.digest() == first);
  CHECK(copy == content);
}

TEST_CASE("a write boundary is the end of an append") {
  FileContent content(true);
  content.append(as_bytes("12345"), SharedBytes());
  content.append(as_bytes("678"), shared_text("90"));
  struct Case {
    std::uint64_t position;
    std::uint64_t boundary;
  };
  const std::array<Case, 6> cases{{{0, 0}, {4, 0}, {5, 5}, {9, 5}, {10, 10}, {11, 10}}};
  for (const Case& c : cases) {
    CAPTURE(c.position);
    CHECK(content.write_boundary(c.position) == c.boundary);
  }
}

}  // namespace
}  // namespace barnabas::sim
