// What the model's image starts: of two builds of one program, the one for the widest vectors that this processor and its kernel have.
// In C and linked statically, because the image has no shell, and a program cannot ask for instructions it may not have.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PLAIN "amplify-mcp"
#define WIDE "v4/amplify-mcp"

int main(int argc, char **argv)
{
    (void)argc;
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof WIDE);
    char *slash = length > 0 ? memrchr(path, '/', (size_t)length) : NULL;
    if (!slash) return perror("/proc/self/exe"), 127;

#ifdef __x86_64__
    // No such build, or one for another machine: the other one runs everywhere.
    strcpy(slash + 1, WIDE);
    if (__builtin_cpu_supports("x86-64-v4")) execv(path, argv);
#endif
    strcpy(slash + 1, PLAIN);
    execv(path, argv);
    perror(path);
    return 127;
}
