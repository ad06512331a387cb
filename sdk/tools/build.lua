-- What the project scripts share: folders, packages, generated files and the shapes of projects.
-- Everything here works in Premake 5 and, with premake4.lua, in Premake 4.3.

local root = path.getabsolute("../..")
local variants = { address = "asan", thread = "tsan" }
local variant = variants[_OPTIONS["sanitize"] or ""] or "plain"

tree = {
    root = root,
    variant = variant,
    out = root .. "/build/" .. variant,
    gen = root .. "/build/" .. variant .. "/gen",
}

-- Lua 5.1 answers with a number, 5.3 with true or nil.
local function succeeds(command)
    local answer = os.execute(command .. " >/dev/null 2>&1")
    return answer == true or answer == 0
end

local outputs = {} -- by command: every program asks for the same packages

local function output_of(command)
    if not outputs[command] then
        local pipe = io.popen(command .. " 2>/dev/null")
        outputs[command] = pipe:read("*a") or ""
        pipe:close()
    end
    return outputs[command]
end

function read_file(name)
    local file = io.open(name, "rb")
    if not file then return "" end
    local text = file:read("*a")
    file:close()
    return text
end

-- Notes the text beside the build; true when it was another one the last time.
local function differs_from_last_time(name, text)
    local stamp = tree.out .. "/stamps/" .. name
    if read_file(stamp) == text then return false end
    os.mkdir(tree.out .. "/stamps")
    local file = assert(io.open(stamp, "wb"))
    file:write(text)
    file:close()
    return true
end

-- A linker that is several times faster than the usual one, where there is one.
function has_fast_linker()
    return succeeds("echo 'int main(void) { return 0; }' | ${CC:-cc} -fuse-ld=mold -x c - -o /dev/null")
end

function sources_in(pattern)
    local list = os.matchfiles(root .. "/" .. pattern)
    table.sort(list)
    return list
end

function words(text)
    local list = {}
    for word in text:gmatch("%S+") do list[#list + 1] = word end
    return list
end

-- By pkg-config's names; Debian's are for those who have to install them.
local debian = {
    libcurl = "libcurl4-openssl-dev", libwebsockets = "libwebsockets-dev", zlib = "zlib1g-dev",
    libssl = "libssl-dev", libcrypto = "libssl-dev", sdl2 = "libsdl2-dev", libpng = "libpng-dev",
    libqrencode = "libqrencode-dev", liblz4 = "liblz4-dev",
    sqlite3 = "libsqlite3-dev", cmocka = "libcmocka-dev", libcjson = "libcjson-dev",
}

function missing_packages(names)
    local missing = {}
    for _, name in ipairs(names) do
        if not succeeds("pkg-config --exists " .. name) then
            missing[#missing + 1] = name .. " (Debian: " .. (debian[name] or "?") .. ")"
        end
    end
    return table.concat(missing, ", ")
end

-- True when all are there; else says what is left out and why.
function have_packages(names, for_what)
    local missing = missing_packages(names)
    if missing == "" then return true end
    io.stderr:write("leaving out " .. for_what .. ", not installed: " .. missing .. "\n")
    return false
end

-- The same for one package that must have at least that version.
function have_package(name, version, for_what)
    if succeeds("pkg-config --atleast-version=" .. version .. " " .. name) then return true end
    io.stderr:write("leaving out " .. for_what .. ", not installed: " .. name .. " " .. version
        .. " (Debian: " .. (debian[name] or "?") .. ")\n")
    return false
end

-- The current project compiles and links against these packages. Their headers are system headers,
-- so that our warnings stay about our code.
function use(names)
    for _, name in ipairs(names) do
        for _, word in ipairs(words(output_of("pkg-config --cflags " .. name))) do
            buildoptions { (word:gsub("^%-I", "-isystem ")) }
        end
        for _, word in ipairs(words(output_of("pkg-config --libs " .. name))) do
            local kind, rest = word:match("^%-([lL])(.+)$")
            if kind == "l" then links { rest }
            elseif kind == "L" then libdirs { rest }
            else linkoptions { word } end
        end
    end
end

-- Make compares times only: it does not see that a flag, a compiler or a package changed. Then
-- everything of this variant starts over.
function start_over_when_flags_change()
    local compiler = os.getenv("CC") or "cc"
    local scripts = sources_in("sdk/tools/*.lua")
    for _, name in ipairs { "premake5.lua", "sdk/premake.lua", "sdk/cflags.txt", "samples/premake.lua", "tests/premake.lua" } do
        scripts[#scripts + 1] = root .. "/" .. name
    end
    local facts = { _PREMAKE_VERSION, compiler, output_of(compiler .. " --version"),
        os.getenv("CFLAGS") or "", os.getenv("LDFLAGS") or "",
        output_of("pkg-config --modversion libcurl libwebsockets zlib libssl sqlite3"),
        output_of("pkg-config --modversion liblz4") }
    for _, name in ipairs(scripts) do facts[#facts + 1] = read_file(name) end
    if not differs_from_last_time("flags", table.concat(facts, "\n")) then return end
    for _, name in ipairs { "obj", "gen", "tools", "debug", "release" } do
        os.execute("rm -rf '" .. tree.out .. "/" .. name .. "'")
    end
    if variant == "plain" then os.execute("rm -rf '" .. root .. "/build/bin' '" .. root .. "/build/lib'") end
end

-- Nor does it see that a source or another input is gone: what was made from such a list goes when
-- the list changes.
function remake_when_list_changes(name, list, made)
    if not differs_from_last_time(name, table.concat(list, "\n")) then return end
    for _, file in ipairs(made) do os.execute("rm -rf '" .. file .. "'") end
end

-- Release of the plain variant is what people start: it stands in build/bin and build/lib.
-- All else stays in the tree of its variant.
function folder_for(config, kind)
    local is_product = kind == "bin" or kind:match("^lib")
    if is_product and config == "Release" and variant == "plain" then return root .. "/build/" .. kind end
    return tree.out .. "/" .. config:lower() .. "/" .. kind
end

local function in_each_config(action)
    for _, config in ipairs { "Debug", "Release" } do
        filter("configurations:" .. config)
        action(config)
    end
    filter {}
end

-- Premake 4 names an object after the file's base name alone.
local function refuse_same_names(list)
    local seen = {}
    for _, name in ipairs(list) do
        local base = path.getbasename(name)
        if seen[base] then
            error("two files of one name in a project: " .. seen[base] .. " and " .. name, 0)
        end
        seen[base] = name
    end
end

local function start(name, shape, sources)
    refuse_same_names(sources)
    project(name)
    kind(shape)
    objdir(tree.out .. "/obj/" .. name)
    files(sources)
end

-- Its target goes to `place` of each configuration, and from there when its sources change.
local function put(place, name, file, sources)
    local made = {}
    in_each_config(function(config)
        targetdir(folder_for(config, place))
        made[#made + 1] = folder_for(config, place) .. "/" .. file
    end)
    made[#made + 1] = tree.out .. "/obj/" .. name -- an object remembers the path of its source, which may have moved
    remake_when_list_changes(name, sources, made)
end

-- A program for the build itself; one serves both configurations.
function build_tool(name, sources)
    start(name, "ConsoleApp", sources)
    targetdir(tree.out .. "/tools")
end

-- A project that only makes files. Being one of its own, with an object to satisfy the archiver,
-- it is finished before the projects that link it begin, also under `make -j`.
function generator(name)
    start(name, "StaticLib", { root .. "/sdk/tools/stub.c" })
    targetdir(tree.out .. "/tools")
end

-- Runs the command, whose result is output.tmp, when an input is newer than the output. The rename
-- at the end keeps a broken run from leaving half a file with a fresh time.
function generate(output, inputs, command)
    local fresh = {}
    for _, input in ipairs(inputs) do fresh[#fresh + 1] = '[ "' .. output .. '" -nt "' .. input .. '" ]' end
    prebuildcommands {
        "@mkdir -p " .. path.getdirectory(output),
        "@" .. table.concat(fresh, " && ") .. " || { " .. command .. " && mv " .. output .. ".tmp " .. output .. "; }",
    }
end

function static_library(place, name, target, sources)
    start(name, "StaticLib", sources)
    targetname(target)
    pic "On"
    buildoptions { "-fvisibility=hidden" } -- the word of Premake 5 reaches C only in recent releases
    put(place, name, "lib" .. target .. ".a", sources)
end

-- The same objects as the archive, so that nothing is compiled twice. The folder is another one
-- because `-lchorus` takes whichever of the two it finds.
function shared_library(name, target, archive)
    start(name, "SharedLib", { root .. "/sdk/tools/stub.c" })
    targetname(target)
    links { archive }
    linkoptions { "-Wl,--no-undefined", "-Wl,-soname,lib" .. target .. ".so" }
    in_each_config(function(config)
        targetdir(folder_for(config, "lib/shared"))
        linkoptions { "-Wl,--whole-archive " .. folder_for(config, "lib") .. "/lib" .. target .. ".a -Wl,--no-whole-archive" }
    end)
end

-- A program in the folder `place`. The project's name carries the place, since it must be unique.
function program(place, name, sources)
    local unique = place == "bin" and name or place .. "." .. name
    start(unique, "ConsoleApp", sources)
    targetname(name)
    put(place, unique, name, sources)
end
