# One INTERFACE target of warnings and sanitizers that every target of ours links.
add_library(epochlab_options INTERFACE)
target_compile_options(epochlab_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
# GCC 12 sees overlapping copies in std::string's operator+ where there are none (gcc.gnu.org/PR105329).
target_compile_options(epochlab_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Results are promised bit for bit: no contraction that depends on the compiler's mood.
target_compile_options(epochlab_options INTERFACE -ffp-contract=off)
if(EPOCHLAB_WERROR)
  target_compile_options(epochlab_options INTERFACE -Werror)
endif()
if(EPOCHLAB_SANITIZE)
  target_compile_options(epochlab_options INTERFACE -fsanitize=${EPOCHLAB_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(epochlab_options INTERFACE -fsanitize=${EPOCHLAB_SANITIZE})
endif()
