# SPDX-License-Identifier: Apache-2.0
# How the engine's folders become libweft_engine.so.

# weft_engine_folder(tensor shape dtype ...): the folder's stems as an object library that the engine
# is linked from. Object libraries, because a static archive would drop self-registering ops.
function(weft_engine_folder name)
    string(REPLACE "/" "_" flat ${name})
    set(sources)
    foreach(stem IN LISTS ARGN)
        list(APPEND sources ${stem}.cpp)
    endforeach()
    add_library(weft_engine_${flat} OBJECT ${sources})
    weft_warnings(weft_engine_${flat})
    target_link_libraries(weft_engine_${flat} PUBLIC weft_engine_base_settings)
    set_property(GLOBAL APPEND PROPERTY WEFT_ENGINE_OBJECTS weft_engine_${flat})
endfunction()

# weft_ops(math add mul ...): as weft_engine_folder, optimised in every preset (kernels at -Og would
# make tests take minutes). A stem STEM may have STEM_cpu.cpp and STEM_dnnl.cpp beside it.
function(weft_ops name)
    weft_engine_folder(ops/${name} ${ARGN})
    string(REPLACE "/" "_" flat ${name})
    target_compile_options(weft_engine_ops_${flat} PRIVATE -O2)
endfunction()
