# LibTorch from the pinned PyPI wheel that ./dev unpacks into EPOCHLAB_LIBTORCH_DIR (the folder that holds torch/ and
# nvidia/), or a user's own through Torch_DIR or CMAKE_PREFIX_PATH. Makes the target LibTorch::LibTorch.
# The wheel's own TorchConfig.cmake wants a CUDA toolkit at configure time, so the wheel is taken apart here.
set(EPOCHLAB_LIBTORCH_DIR "${PROJECT_SOURCE_DIR}/.deps/libtorch" CACHE PATH "Folder with torch/ and nvidia/ from the wheels")

add_library(LibTorch::LibTorch INTERFACE IMPORTED)
set(LibTorch_FOUND FALSE)
if(DEFINED Torch_DIR OR DEFINED ENV{Torch_DIR} OR CMAKE_PREFIX_PATH)
  find_package(Torch CONFIG QUIET HINTS ENV Torch_DIR)
  if(Torch_FOUND)
    target_link_libraries(LibTorch::LibTorch INTERFACE ${TORCH_LIBRARIES})
    set(LibTorch_FOUND TRUE)
  endif()
endif()
if(NOT LibTorch_FOUND AND EXISTS "${EPOCHLAB_LIBTORCH_DIR}/torch/lib/libtorch_cpu.so")
  set(_torch "${EPOCHLAB_LIBTORCH_DIR}/torch")
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
    "${_torch}/include" "${_torch}/include/torch/csrc/api/include")
  target_link_libraries(LibTorch::LibTorch INTERFACE "${_torch}/lib/libtorch_cpu.so" "${_torch}/lib/libc10.so")
  # The two small CUDA libraries that libtorch_cpu.so names are found through its own RPATH; the linker needs the hint.
  target_link_options(LibTorch::LibTorch INTERFACE "LINKER:-rpath-link,${EPOCHLAB_LIBTORCH_DIR}/nvidia/cu13/lib")
  set(LibTorch_FOUND TRUE)
endif()
if(NOT LibTorch_FOUND)
  message(FATAL_ERROR "LibTorch is missing: run ./dev build, which fetches it, or pass -DTorch_DIR=… or -DEPOCHLAB_TORCH=OFF")
endif()
