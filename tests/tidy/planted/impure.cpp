// Planted offences: what a pure library must not do, compiled so that the check meets real symbols.
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <unordered_map>

namespace planted {

int mutable_global = 1;

inline int mutable_inline = 2;

int mutable_static() {
  static int calls = 0;
  return ++calls;
}

// Constant tables of pointers: relocated once, never written; no offence.
extern const char* const kConstantNames[];
const char* const kConstantNames[] = {"one", "two"};

struct Shape {
  virtual ~Shape() = default;
  virtual int corners() const { return mutable_inline; }
};
Shape* make_shape() { return new Shape; }

std::int64_t clock_now() { return std::chrono::system_clock::now().time_since_epoch().count(); }
std::time_t c_time() { return std::time(nullptr); }
const char* environment() { return std::getenv("HOME"); }
int chance() { return std::rand(); }
unsigned device() { return std::random_device()(); }
void thread() {
  std::thread([] {}).join();
}
bool file() { return std::ifstream("x").good(); }
long process() { return getpid(); }
struct Square : Shape {};
bool is_square(Shape* shape) { return dynamic_cast<Square*>(shape) != nullptr; }

int unordered(const std::string& key) {
  std::unordered_map<std::string, int> map;
  map[key] = 1;
  return static_cast<int>(map.size());
}

}  // namespace planted
