-- One program for each unit, integration, bench and browser file, all with the helpers of support/.
-- They link the static library, so tests also reach the cho_ symbols that the shared one hides. A test_sample_NAME*.c
-- is about the sample of that name, or about what all samples share.

local packages = { "cmocka", "libcjson" }
if not have_packages(packages, "the tests") then return end

local function includes()
    includedirs { tree.root .. "/sdk/src", tree.root .. "/tests" }
end

local support = sources_in("tests/support/*.c")
if #support > 0 then
    static_library("parts", "test_support", "test_support", support)
        includes()
        use(packages)
end

local function sample_of(name)
    return path.getbasename(name):match("^test_sample_(%a+)")
end

-- A test with one thread has nothing to show to ThreadSanitizer.
local function has_threads(name)
    local text = read_file(name)
    for _, word in ipairs { "thread", "worker", "vault", "runtime_create" } do
        if text:find(word, 1, true) then return true end
    end
    return false
end

-- Those about samples are left out where samples are.
local function sources_of_programs(place, pattern)
    local list = {}
    for _, name in ipairs(sources_in("tests/" .. place .. "/" .. pattern)) do
        local is_useful = tree.variant ~= "tsan" or place == "integration" or has_threads(name)
        if is_useful and (use_samples or not sample_of(name)) then list[#list + 1] = name end
    end
    return list
end

local function programs(place, pattern, more)
    for _, name in ipairs(sources_of_programs(place, pattern)) do
        program(place, path.getbasename(name), { name, more })
            includes()
            if more then includedirs { tree.root .. "/sdk/tools" } end
            local sample = sample_of(name)
            if sample then use_samples(sample_library(sample)) end
            if #support > 0 then links { "test_support" } end
            use_chorus()
            use(packages)
    end
end

programs("unit", "test_*.c")
programs("integration", "test_*.c")
if tree.variant == "plain" then
    programs("bench", "bench_*.c")
    programs("bench", "load_*.c")
    programs("browser", "*.c", tree.root .. "/sdk/tools/common/json_out.c") -- it prints as our tools do
    programs("peers", "*.c")
end
