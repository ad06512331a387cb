-- Chorus: the whole build. `sh sdk/setup.sh build` runs it for you; by hand:
--
--     premake5 gmake                         Premake 5, any recent release
--     premake4 --file=premake5.lua gmake     Premake 4.3, the one that Debian 12 packages
--     make -C build/plain config=release     then build/bin/ holds the programs
--
-- Projects are found by pattern: adding a source, a sample or a test is adding a file.

newoption {
    trigger = "sanitize", value = "KIND", description = "Instrument library and tests; own tree below build/",
    allowed = { { "address", "AddressSanitizer and UndefinedBehaviorSanitizer" }, { "thread", "ThreadSanitizer" } },
}
newoption { trigger = "no-tests", description = "Leave out the test programs" }

if type(filter) ~= "function" then dofile "sdk/tools/premake4.lua" end
dofile "sdk/tools/build.lua"

if not _ACTION then return end -- --help also runs this script

start_over_when_flags_change()

workspace "chorus"
    configurations { "Release", "Debug" }
    location(tree.out)
    language "C"
    symbols "On"
    buildoptions(words(read_file(tree.root .. "/sdk/cflags.txt")))
    includedirs { tree.root .. "/sdk/include" }

    filter "configurations:Release"
        optimize "On"
        defines { "NDEBUG" }
    filter {}

    if has_fast_linker() then linkoptions { "-fuse-ld=mold" } end

    -- Sanitizers move code about and make gcc's flow warnings guess wrong; the plain variant is strict.
    if tree.variant ~= "plain" then
        buildoptions { "-O1", "-g1", "-fno-omit-frame-pointer", "-Wno-error" }
    end
    if tree.variant == "asan" then
        buildoptions { "-fsanitize=address,undefined", "-fno-sanitize-recover=all" }
        linkoptions { "-fsanitize=address,undefined" }
    elseif tree.variant == "tsan" then
        buildoptions { "-fsanitize=thread" }
        linkoptions { "-fsanitize=thread" }
    end

dofile "sdk/premake.lua"
dofile "samples/premake.lua"
if not _OPTIONS["no-tests"] then dofile "tests/premake.lua" end
